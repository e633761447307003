import { isInsideAddress } from '../../src/web/cockpit/is-inside-address.ts';

it.each([
  ['http://localhost:8080', true],
  ['http://127.0.0.1:8080', true],
  ['http://192.168.0.10', true],
  ['http://172.20.1.1', true],
  ['http://[::1]:8080', true],
  ['http://[fd12:3456::1]', true],
  ['https://trubka.local', true],
  ['http://SERVER:8080', true],
  ['https://trubka.clinic.ru', false],
  ['https://172.32.1.1', false],
  ['http://8.8.8.8', false],
  ['http://[2a00:1450::1]', false],
  ['https://localhost.ru', false],
])('%s: %s', (url, inside) => {
  expect(isInsideAddress(url)).toBe(inside);
});
