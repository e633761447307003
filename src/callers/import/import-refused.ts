/** The file as a whole cannot be imported; the directory stays as it was. `remedy` is what to do about it. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  readonly problem: string;
  readonly remedy: string;
  constructor(message: string, remedy: string, options: { cause?: unknown } = {}) {
    super(`${message} ${remedy}`, options);
    this.problem = message;
    this.remedy = remedy;
  }
}
