import { formatPhone } from './format-phone.ts';

/** Enough to tell two numbers apart, not enough to call: `+7 900 •••-••-03`. */
export function maskPhone(number: string): string {
  // The server masked it already.
  if (number.includes('•')) return number.replace(/^(\+7)(.{3})(.{3})(..)(..)$/, '$1 $2 $3-$4-$5');
  const shown = formatPhone(number);
  const digits = [...shown].filter((sign) => /\d/.test(sign)).length;
  let index = 0;
  return shown.replace(/\d/g, (digit) => {
    index += 1;
    return index <= Math.max(0, Math.min(4, digits - 6)) || index > digits - 2 ? digit : '•';
  });
}
