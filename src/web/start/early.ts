/** An answer that was asked for before anybody needs it. */
export interface Early<Answer> {
  /** The answer when it has come already, and when that was (milliseconds of this computer's clock). */
  come: { answer: Answer; at: number } | null;
  /** Null when it could not be had. */
  later: Promise<Answer | null>;
}

export function early<Answer>(asked: Promise<Answer | null>): Early<Answer> {
  const one: Early<Answer> = {
    come: null,
    later: asked.then(
      (answer) => {
        if (answer !== null) one.come = { answer, at: Date.now() };
        return answer;
      },
      () => null,
    ),
  };
  return one;
}
