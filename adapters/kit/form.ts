const utf8 = new TextDecoder();

/**
 * The fields of a form, decoded as the sender meant them and otherwise untouched, so that a signature over a value
 * can be checked: nothing is trimmed or repaired. A repeated name answers its first value, here and wherever it is
 * read again. A body that is no form has no fields of the names that are asked for.
 */
export function readForm(body: Buffer): URLSearchParams {
  return new URLSearchParams(utf8.decode(body));
}
