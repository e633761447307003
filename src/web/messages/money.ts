/** A sum as the language writes it; providers do not all tell the currency. */
export function money(sum: number, language: string): string {
  return sum.toLocaleString(language === 'en' ? 'en-GB' : language, { maximumFractionDigits: 2 });
}
