/** One or two letters for a face without a picture: «Мария Петровна Иванова» → «МП». */
export function personInitials(address: string): string {
  const letters = address
    .split(/[\s-]+/)
    .map((part) => /\p{L}|\p{N}/u.exec(part)?.[0] ?? '')
    .filter((letter) => letter !== '');
  return letters.slice(0, 2).join('').toUpperCase() || '?';
}
