/** The message goes to IDENT's exchange log, where the clinic reads it: in Russian, one line, nothing of the body. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}
