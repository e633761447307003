/** Zadarma's extensions have three digits; PBXs that were moved to it keep up to six. `0` is a withheld number. */
export function isExtension(number: string | null): boolean {
  return number !== null && /^\d{3,6}$/.test(number);
}
