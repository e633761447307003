import { readDigits, russia, type E164, type PhoneContext } from '../../contracts/phone-number.ts';

/** Numbers that nobody has: of a block that the operators keep for services of their own. */
const beginnings = { mobile: '+7900000', city: '+7495000', free: '+7800000' } as const;
const FIRST = 101;
/** As many digits as a number has, alone or with the usual punctuation, with a plus in any writing of it. */
const written = /(?<![0-9A-Za-z_])(?:%2B|\\u002[bB]|\+)?\d(?:[ ().-]{0,2}\d){9,14}(?![0-9A-Za-z_])/g;

export interface NumberReplacer {
  /** The text with every telephone number replaced, each written as it was. */
  replace(text: string): string;
  /** The number that stands for this one. */
  fakeOf(real: E164): E164;
}

/**
 * Replaces telephone numbers consistently: one number is always replaced by the same other one, of the same kind and
 * country, in the same writing (`8 (916) 123-45-67` stays a number with an eight and parentheses). Digits that the
 * numbering plan of the country has no number for, such as times and ids, stay.
 */
export function createNumberReplacer(context: PhoneContext = russia): NumberReplacer {
  const fakes = new Map<E164, E164>();

  function fakeOf(real: E164): E164 {
    const known = fakes.get(real);
    if (known !== undefined) return known;
    const fake = nextFake(real, FIRST + fakes.size);
    fakes.set(real, fake);
    return fake;
  }

  return {
    fakeOf,
    replace(text) {
      return text.replace(written, (token) => {
        const digits = token.replace(/^(?:%2B|\\u002[bB])/, '+').replace(/\D/g, '');
        const plus = /^(?:\+|%2B|\\u002[bB])/.test(token);
        const real = readDigits(digits, plus, context);
        return real === null ? token : rewritten(token, digits, real, fakeOf(real));
      });
    },
  };
}

function nextFake(real: E164, number: number): E164 {
  if (!real.startsWith('+7') || real.length !== 12) return real.slice(0, -4) + String(number % 10_000).padStart(4, '0');
  const kind = real[2] === '9' ? 'mobile' : real.startsWith('+7800') ? 'free' : 'city';
  return beginnings[kind] + String(number % 100_000).padStart(12 - beginnings[kind].length, '0');
}

/** Only the digits that differ between the two numbers, so that prefixes and punctuation stay as they were written. */
function rewritten(token: string, digits: string, real: E164, fake: E164): string {
  const common = [...real].findIndex((char, at) => char !== fake[at]);
  if (common === -1) return token;
  const changed = Math.min(real.length - common, digits.length);
  const prefix = /^(?:%2B|\\u002[bB])/.exec(token)?.[0] ?? '';
  const chars = [...token.slice(prefix.length)];
  let left = changed;
  for (let at = chars.length - 1; at >= 0 && left > 0; at -= 1)
    if (/\d/.test(chars[at] ?? '')) {
      chars[at] = fake.at(-1 - (changed - left)) ?? '0';
      left -= 1;
    }
  return prefix + chars.join('');
}
