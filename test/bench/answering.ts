/**
 * Makes this process answer what its parent asks. When the parent lets go, or dies however it may, `stop` is run and
 * the process ends. Ctrl-C reaches the whole group at once: the parent decides what is stopped when.
 */
export function answerParent(functions: Record<string, (argument: never) => unknown>, stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('message', ({ id, what, argument }: { id: number; what: string; argument: never }) => {
    Promise.resolve()
      .then(() => functions[what]?.(argument))
      .then(
        (answer) => tell({ id, answer }),
        (error: unknown) =>
          tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  process.once('disconnect', () => {
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

function tell(message: object): void {
  if (process.connected) process.send?.(message);
}
