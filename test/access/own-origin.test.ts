import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { isFromOwnPage } from '../../src/access/own-origin.ts';

const request = (headers: Record<string, string>, remoteAddress = '192.168.1.20'): IncomingMessage =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('a page of our own', () => {
  it.each([
    ['http://trubka.clinic:8080', 'trubka.clinic:8080', true],
    ['https://trubka.clinic', 'trubka.clinic', true],
    ['http://trubka.clinic:9090', 'trubka.clinic:8080', false],
    ['https://evil.example', 'trubka.clinic', false],
    ['https://trubka.clinic.evil.example', 'trubka.clinic', false],
    ['null', 'trubka.clinic', false],
    ['', 'trubka.clinic', false],
  ])('%s asks %s: %s', (origin, host, own) => {
    expect(isFromOwnPage(request({ origin, host }))).toBe(own);
  });

  it('is needed: a request that names no origin is not one', () => {
    expect(isFromOwnPage(request({ host: 'trubka.clinic' }))).toBe(false);
  });

  it('may be known by another name to a proxy on this machine only', () => {
    const told = {
      origin: 'https://trubka.clinic',
      host: '127.0.0.1:8080',
      'x-forwarded-host': 'trubka.clinic',
      'x-forwarded-for': '10.0.0.5',
    };
    expect(isFromOwnPage(request(told, '127.0.0.1'))).toBe(true);
    expect(isFromOwnPage(request(told, '192.168.1.20'))).toBe(false);
  });
});
