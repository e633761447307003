import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Router } from 'express';
import { request } from 'node:https';
import { createHttpApp, type HttpApp } from '../../../src/platform/http/index.ts';
import { serverSchema } from '../../../src/platform/configuration/server-schema.ts';
import { testCertificate } from '../../support/test-certificate.ts';

describe('HTTPS with a certificate of one’s own', () => {
  let app: HttpApp;
  let port: number;

  beforeAll(async () => {
    const { https } = serverSchema.parse({ https: testCertificate });
    const router = Router();
    router.get('/', (asked, response) => void response.cookie('a', 'b', { secure: asked.secure }).send('in'));
    app = createHttpApp([router], https);
    port = await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it('answers over TLS, and knows that it does', async () => {
    const told = await new Promise<string>((resolve, reject) => {
      const asking = request({ host: 'localhost', port, ca: testCertificate.cert, agent: false }, (response) => {
        response.resume();
        resolve(String(response.headers['set-cookie']));
      });
      asking.on('error', reject).end();
    });
    expect(told).toContain('Secure');
  });

  it('does not answer plain HTTP on the same port', async () => {
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
  });

  it('takes no path or other text for a certificate', () => {
    const wrong = serverSchema.safeParse({ https: { key: 'tls/key.pem', cert: testCertificate.cert } });
    expect(wrong.error?.issues[0]?.message).toContain('-----BEGIN');
  });
});
