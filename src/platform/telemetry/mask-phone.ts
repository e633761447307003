/** `+79111231122` → `+7911***1122`; shorter numbers keep their last two digits, an internal one keeps nothing. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const plus = phone.trim().startsWith('+') ? '+' : '';
  if (digits.length < 7) return '***';
  if (digits.length < 11) return `${plus}***${digits.slice(-2)}`;
  return `${plus}${digits.slice(0, 4)}***${digits.slice(-4)}`;
}

// International with a plus, or eleven digits as Russia writes them; timestamps and row ids have other lengths.
const phoneInText = /\+\d[\d\s()-]{8,18}\d|(?<![\d.])[78]\d{10}(?![\d.])/g;

/** Masks what looks like a phone number inside a text, for messages written by others (drivers, libraries). */
export function maskPhonesInText(text: string): string {
  return text.replace(phoneInText, (phone) => maskPhone(phone));
}
