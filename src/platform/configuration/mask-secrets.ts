import { secretsIn } from './secrets-in.ts';

const MASK = '***';
const found = new WeakMap<object, RegExp>();
const never = /(?!)/g;

/**
 * The text without the secrets of these settings, however they stand in it: as they are, in a form, in a query, in JSON.
 * Bytes that were read as latin1 are text, too.
 */
export function maskSecrets(text: string, settings: unknown): string {
  return text.replace(writings(settings), MASK);
}

function writings(settings: unknown): RegExp {
  if (settings === null || typeof settings !== 'object') return never;
  let known = found.get(settings);
  if (known === undefined) {
    const secrets = [...secretsIn(settings)].sort((one, other) => other.length - one.length);
    known = secrets.length === 0 ? never : new RegExp(secrets.map(anyWriting).join('|'), 'g');
    found.set(settings, known);
  }
  return known;
}

/** Senders disagree about which characters they encode and with which capitals. */
function anyWriting(secret: string): string {
  return [...secret].map(charWritings).join('');
}

function charWritings(char: string): string {
  const bytes = [...Buffer.from(char)];
  const unicode = `\\\\u${anyCase(char.charCodeAt(0).toString(16).padStart(4, '0'))}`;
  // The character itself comes last: `%` is the beginning of its own writing `%25`.
  const forms = [
    bytes.map((byte) => `%${anyCase(byte.toString(16).padStart(2, '0'))}`).join(''),
    ...(/[\w~.-]/.test(char) ? [] : [unicode]),
    ...(/["\\/]/.test(char) ? [`\\\\${literal(char)}`] : []),
    ...(bytes.length > 1 ? [literal(Buffer.from(char).toString('latin1'))] : []),
    ...(char === ' ' ? ['\\+'] : []),
    literal(char),
  ];
  return `(?:${forms.join('|')})`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
