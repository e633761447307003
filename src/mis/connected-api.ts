import { Router } from 'express';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import { finishConnecting, type ConnectOptions } from './connect-account.ts';

const page = (text: string): string =>
  `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Трубка</title><p>${text}</p></html>`;

/**
 * `GET /mis/{account}/connected`: where a system sends the person who let us in, with a code and the word that we gave.
 * Whoever brings no such word is told nothing.
 */
export function createConnectedApi(
  options: ConnectOptions & { failed(account: string, reason: string): void },
): Router {
  const router = Router();
  router.get('/mis/:account/connected', async (request, response) => {
    const { code, state } = request.query;
    const account = options.access.find(request.params.account);
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).type('html');
    const known =
      account !== undefined &&
      typeof code === 'string' &&
      typeof state === 'string' &&
      (await options.tokens.takeState(account.account, state));
    if (!known) {
      response.status(403).send(page('Ссылка недействительна или устарела. Начните подключение ещё раз.'));
      return;
    }
    try {
      await finishConnecting(account, code, options);
      response.send(page('Готово: система подключена. Страницу можно закрыть.'));
    } catch (error) {
      const expected =
        error instanceof PermanentFailure || error instanceof TransientFailure || error instanceof AmbiguousFailure;
      if (!expected) throw error;
      options.failed(account.account, error.message);
      response.status(502).send(page('Не получилось: система не приняла код. Начните подключение ещё раз.'));
    }
  });
  return router;
}
