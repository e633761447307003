/** One thing to put right (or, as a warning, to improve), in words for the clinic's IT person. */
export interface Problem {
  /** As it was given: `config/trubka.yaml`. */
  file: string;
  /** `branches[0].zone`; empty for the file as a whole. */
  key: string;
  /** From 1; null when the file as a whole is meant. */
  line: number | null;
  /** From 1, in characters. */
  column: number | null;
  /** What is wrong. Never holds a secret. */
  message: string;
  /** What to write instead. */
  remedy: string;
}

export type Path = readonly (string | number)[];

/** `['branches', 0, 'zone']` → `branches[0].zone` */
export function formatPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** Plain text for a terminal, one paragraph per problem, each starting with an address that an editor can open. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ file, key, line, column, message, remedy }) => {
      const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
      return [`${place}${key === '' ? '' : `  ${key}`}`, `  ${message}`, `  ${remedy}`].join('\n');
    })
    .join('\n\n');
}
