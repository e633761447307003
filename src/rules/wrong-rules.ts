import type { Problem as RulesProblem } from '../platform/configuration/index.ts';
import { Problem } from '../platform/http/index.ts';

/** The mistakes as `trubka config check` tells them: line, what is wrong, what to write instead. */
export class WrongRules extends Problem {
  constructor(problems: readonly RulesProblem[]) {
    const errors = problems.map(({ key, line, column, message, remedy }) => ({
      path: key,
      ...{ message, line, column, remedy },
    }));
    super(422, 'wrong-rules', 'Wrong rules', `${problems.length} mistakes; nothing was changed.`, errors);
  }
}
