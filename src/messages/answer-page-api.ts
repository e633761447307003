import { Router, urlencoded } from 'express';
import { DateTime } from 'luxon';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import { findAnswerLink } from './answer-links.ts';
import { answerOfferMessage, offerOf, type OffersOfTimes } from './answer-offer.ts';
import { answerMessage, type OnAnswered, type VisitAnswer } from './answer-visits.ts';
import { messageSettings, placeOf } from './message-places.ts';
import type { Language } from './write-text.ts';

const words = {
  ru: {
    ...{ title: 'Ваш прием', confirmed: 'Приду', cancel: 'Не приду', 'call-me': 'Перезвоните мне' },
    ...{ done: 'Спасибо, передали в клинику.', over: 'Эта страница больше не действует. Позвоните в клинику:' },
    ...{ now: 'Ваш ответ:', doctor: 'врач' },
    ...{ offered: 'Освободилось время', offer: { confirmed: 'Запишите меня', cancel: 'Не нужно' } },
    taken: 'Это время уже занято. Вы остаетесь в листе ожидания.',
  },
  en: {
    ...{ title: 'Your visit', confirmed: 'I will come', cancel: 'I cannot come', 'call-me': 'Call me back' },
    ...{ done: 'Thank you, the clinic knows.', over: 'This page is over. Please call the clinic:' },
    ...{ now: 'Your answer:', doctor: 'doctor' },
    ...{ offered: 'A time turned free', offer: { confirmed: 'Book it for me', cancel: 'No, thank you' } },
    taken: 'Somebody else has this time already. You stay on the waiting list.',
  },
} as const;
const answers = ['confirmed', 'cancel', 'call-me'] as const;

/**
 * `/r/{token}`: the page on which a person answers a reminder or the offer of a free time. It tells time and branch and, where the clinic says so, the
 * doctor; never a name. Looking changes nothing, since messengers fetch links to preview them.
 */
export function createAnswerPage(options: {
  pool: Pool;
  configuration: () => Configuration;
  clock: Clock;
  onAnswered?: OnAnswered | undefined;
  offers?: OffersOfTimes | undefined;
  onCallMe(tx: PoolClient, asked: { messageId: number; phone: string; branch: string | null }): Promise<unknown>;
}): Router {
  const { pool, clock } = options;
  const router = Router();
  router.use('/r', (_request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Robots-Tag': 'noindex, nofollow',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      'X-Content-Type-Options': 'nosniff',
    });
    next();
  });

  router.get('/r/:token', async (request, response) => {
    const id = await findAnswerLink(pool, request.params.token, clock.now());
    const shown = id === null ? null : await read(id);
    if (shown === null) return void response.status(410).type('html').send(overPage());
    response.type('html').send(page(shown, null));
  });

  router.post('/r/:token', urlencoded({ extended: false, limit: '2kb' }), async (request, response) => {
    const answer = answers.find((one) => one === (request.body as { answer?: unknown } | undefined)?.answer);
    const now = clock.now();
    const answered =
      answer === undefined
        ? null
        : await inTransaction(pool, async (tx) => {
            const id = await findAnswerLink(tx, request.params.token, now);
            if (id === null) return null;
            const visits = await answerMessage(tx, {
              ...{ messageId: id, answer, way: 'link', at: now },
              onAnswered: options.onAnswered,
            });
            if (visits > 0) return { id, taken: false };
            const { offers, onCallMe } = options;
            const offered = await answerOfferMessage(tx, {
              ...{ messageId: id, answer, way: 'link', at: now, offers, onCallMe },
            });
            return offered === null ? null : { id, taken: offered === 'over' };
          });
    const shown = answered === null || answered.taken ? null : await read(answered.id);
    if (shown === null || answer === undefined)
      return void response
        .status(410)
        .type('html')
        .send(overPage(answered?.taken === true));
    response.type('html').send(page(shown, answer));
  });
  return router;

  interface Shown {
    language: Language;
    branch: string;
    phone: string;
    clinic: string;
    lines: string[];
    answer: VisitAnswer | null;
    /** A free time, not a visit. */
    offered: boolean;
  }

  /** Null: nothing of what the message told is still to come. */
  async function read(messageId: number): Promise<Shown | null> {
    const { rows } = await pool.query<{
      branch: string | null;
      language: Language | null;
      starts_at: Date;
      doctor: string | null;
      answer: VisitAnswer | null;
    }>(
      `select m.branch, m.language, v.starts_at, v.doctor, a.answer
       from message m join message_visit mv on mv.message_id = m.id
       join visit v on v.id = mv.visit_id and v.starts_at = mv.starts_at
       left join visit_answer a on a.visit_id = v.id and a.starts_at = v.starts_at
       where m.id = $1 and v.state in ('planned', 'confirmed') and v.starts_at > $2 order by v.starts_at`,
      [messageId, clock.now()],
    );
    const first = rows[0];
    if (first === undefined) return readOffer(messageId);
    return shownOf(first, rows, { answer: first.answer, offered: false });
  }

  async function readOffer(messageId: number): Promise<Shown | null> {
    const { rows } = await pool.query<{
      branch: string | null;
      language: Language | null;
      task_key: string | null;
      answer: VisitAnswer | null;
    }>('select branch, language, task_key, answer from message where id = $1', [messageId]);
    const message = rows[0];
    const offer = message === undefined ? null : offerOf(message);
    if (message === undefined || offer === null) return null;
    const time = (await options.offers?.read(pool, offer)) ?? null;
    if (time === null || time.startsAt <= clock.now()) return null;
    const { answer } = message;
    return shownOf(message, [{ starts_at: time.startsAt, doctor: time.doctor }], { answer, offered: true });
  }

  function shownOf(
    message: { branch: string | null; language: Language | null },
    times: readonly { starts_at: Date; doctor: string | null }[],
    told: Pick<Shown, 'answer' | 'offered'>,
  ): Shown {
    const configuration = options.configuration();
    const { clinic, branch, phone, hours, language: own } = placeOf(configuration, message.branch);
    const language = message.language ?? own;
    const lines = times.map(({ starts_at, doctor }) => {
      const when = DateTime.fromJSDate(starts_at, { zone: hours.zone }).setLocale(language);
      const who =
        messageSettings(configuration).linkDoctor && doctor !== null ? `, ${words[language].doctor}: ${doctor}` : '';
      return `${when.toFormat(language === 'ru' ? 'd MMMM, cccc, HH:mm' : 'cccc, d MMMM, HH:mm')}${who}`;
    });
    return { language, branch, phone, clinic, lines, ...told };
  }

  function page(shown: Shown, justNow: VisitAnswer | null): string {
    const all = words[shown.language];
    const told = shown.offered ? { ...all, ...all.offer, title: all.offered } : all;
    const buttons = answers
      .map(
        (one) =>
          `<button name="answer" value="${one}"${one === 'confirmed' ? ' class="main"' : ''}>${told[one]}</button>`,
      )
      .join('');
    const current = justNow ?? shown.answer;
    return html(
      shown.language,
      told.title,
      `<h1>${escaped(shown.clinic)}</h1><p>${escaped(shown.branch)}</p>${shown.offered ? `<p>${told.offered}</p>` : ''}${shown.lines.map((line) => `<p class="when">${escaped(line)}</p>`).join('')}
      ${current === null ? '' : `<p role="status">${told.now} <b>${told[current]}</b>. ${justNow === null ? '' : told.done}</p>`}
      <form method="post">${buttons}</form><p><a href="tel:${escaped(shown.phone)}">${escaped(shown.phone)}</a></p>`,
    );
  }

  function overPage(taken = false): string {
    const { language, clinic, phone } = placeOf(options.configuration(), null);
    const { over, taken: gone } = words[language];
    return html(
      language,
      clinic,
      `<h1>${escaped(clinic)}</h1>${taken ? `<p>${gone}</p>` : ''}<p>${taken ? '' : over} ${escaped(phone)}</p>`,
    );
  }
}

function html(language: Language, title: string, body: string): string {
  return `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>body{font:18px/1.5 system-ui,sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem;color:#1d2733;background:#fff}h1{font-size:1.25rem}.when{font-size:1.25rem;font-weight:600}button{display:block;width:100%;margin:.75rem 0;padding:.9rem;font:inherit;border:1px solid #8a97a6;border-radius:.5rem;background:#fff;color:inherit}.main{background:#1864ab;border-color:#1864ab;color:#fff}</style></head><body>${body}</body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
