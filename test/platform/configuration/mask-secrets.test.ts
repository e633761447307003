import fc from 'fast-check';
import { maskSecrets } from '../../../src/platform/configuration/index.ts';

const settings = { token: 'itl+to/ken "1" пароль==', api: { key: 'key-1234' }, zone: 'Europe/Moscow' };
const { token } = settings;

it.each([
  ['as it is', token],
  ['in a query', encodeURIComponent(token)],
  ['in a query with small letters', encodeURIComponent(token).replace(/%../g, (hex) => hex.toLowerCase())],
  ['in a form', new URLSearchParams({ token }).toString().slice('token='.length)],
  ['in JSON', JSON.stringify(token).slice(1, -1)],
  ['in JSON with escaped slashes', JSON.stringify(token).slice(1, -1).replaceAll('/', '\\/')],
  [
    'in JSON of ASCII',
    JSON.stringify(token)
      .slice(1, -1)
      .replace(/[^ -~]/g, (char) => `\\u0${char.charCodeAt(0).toString(16)}`),
  ],
  ['in bytes', Buffer.from(token).toString('latin1')],
])('a secret is found %s', (_where, writing) => {
  expect(maskSecrets(`a=${writing}&b=key-1234&zone=Europe/Moscow`, settings)).toBe('a=***&b=***&zone=Europe/Moscow');
});

it('a longer secret is not left in part by a shorter one that it begins with', () => {
  expect(maskSecrets('1234 123456', { key: '1234', token: '123456' })).toBe('*** ***');
});

it('without a secret nothing changes', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(maskSecrets(text, { zone: text })).toBe(text);
      expect(maskSecrets(text, undefined)).toBe(text);
    }),
  );
});

it.each([
  ['a percent sign at the end, in a form', '  %', 'a=++%25&b=x', 'a=***&b=x'],
  ['a backslash at the end, in JSON', 'one\\', '{"a":"one\\\\"}', '{"a":"***"}'],
])('%s leaves nothing behind', (_what, secret, text, masked) => {
  expect(maskSecrets(text, { secret })).toBe(masked);
});

it('any secret is found in a form, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3, unit: 'grapheme' }), (secret) => {
      const form = new URLSearchParams({ a: secret, b: 'x' }).toString();
      const stays = new URLSearchParams({ b: 'x' }).toString();
      expect(maskSecrets(form, { secret })).toBe(`a=***&${stays}`);
    }),
  );
});
