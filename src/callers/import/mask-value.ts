/** The shape of a cell without what it says: `8(916)123-45-6` → `#(###)###-##-#`, `Орлова` → `Xxxxxx`. */
export function maskValue(value: string): string {
  return value
    .replace(/\p{N}/gu, '#')
    .replace(/\p{Lu}/gu, 'X')
    .replace(/[\p{Ll}\p{Lt}\p{Lm}\p{Lo}]/gu, 'x');
}
