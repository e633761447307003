import { json, Router, type Request } from 'express';
import { z } from 'zod';
import { identityOf, requireRole, visibleBranches, writeAudit } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import { e164Schema, toE164 } from '../contracts/phone-number.ts';
import { resumeSending } from '../deliveries/index.ts';
import type { Configuration, MessageTemplate } from '../platform/configuration/index.ts';
import { inTransaction, type Database } from '../platform/database/index.ts';
import { idempotent, Problem, readInput, requiredKey } from '../platform/http/index.ts';
import {
  keepConsent,
  listConsents,
  consentBodySchema,
  removeStop,
  stopBodySchema,
  listStops,
  addStop,
} from './consents.ts';
import { previewMessage, sendByHand } from './hand-message.ts';
import { mailingQuerySchema, readMailing } from './mailing-report.ts';
import { messageSettings } from './message-places.ts';
import { messageStates } from './message-state.ts';
import { listMessages } from './message-view.ts';
import { SMS_LANE } from './take-messages.ts';
import type { StopMarks } from './stop-marks.ts';
import { readCircumstances } from './read-circumstances.ts';
import { messageRefusals, refuseMessage } from './refuse-message.ts';

export const messagesQuerySchema = z.object({
  state: z.enum(messageStates).optional(),
  branch: z.string().optional(),
  template: z.string().optional(),
  phone: z.string().optional().describe('written anyhow'),
  person: z.coerce.number().int().optional(),
  call: z.coerce.number().int().optional(),
  cursor: z.coerce.number().int().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const previewBodySchema = z.object({
  template: z.string(),
  branch: z.string().optional(),
  visit: z.number().int().optional().describe('id of a visit; an example when left out'),
  phone: z.string().optional().describe('whose consents and cards are looked at; nobody when left out'),
  language: z.enum(['ru', 'en']).optional(),
  shared: z.boolean().default(false).describe('as for a number that several people have'),
});
export const previewSchema = z.object({
  text: z.string().nullable(),
  language: z.enum(['ru', 'en']).nullable(),
  encoding: z.enum(['gsm-7', 'ucs-2']).nullable(),
  parts: z.number().int().nullable(),
  left: z.number().int().nullable().describe('units that the last part still holds'),
  price: z.number().nullable().describe('by messages.pricePerPart'),
  shared: z.boolean(),
  refusal: z.enum(messageRefusals).nullable().describe('why it would not be sent'),
  detail: z.string().nullable(),
});
export const sendBodySchema = z.object({
  template: z.string(),
  branch: z.string(),
  phone: z.string(),
  person: z.number().int().optional(),
  visit: z.number().int().optional(),
  why: z.string().trim().min(3).max(500).describe('kept with the message'),
});
export const smsAccountsSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      balance: z.number().nullable(),
      currency: z.string().nullable(),
      balanceAt: z.iso.datetime().nullable(),
      low: z.boolean().describe('less than minimumBalance'),
      stopped: z.string().nullable().describe('why nothing is sent by it; null: it works'),
    }),
  ),
});

/** Messages, previews, sending by hand, consents, the stop-list, the mailing report. */
export function createMessagesApi(options: {
  database: Database;
  configuration: () => Configuration;
  stopMarks: StopMarks;
  clock: Clock;
}): Router {
  const { database, clock } = options;
  const { pool, sql } = database;
  const router = Router();
  const everybody = requireRole('reception', 'senior', 'manager', 'it');
  const leads = requireRole('senior', 'manager');
  const audit = (request: Request, what: string, subject: string, detail?: Record<string, unknown>): Promise<void> =>
    writeAudit(sql, { at: clock.now(), who: identityOf(request).label, what, subject, ...(detail && { detail }) });
  const branchesOf = (request: Request) =>
    visibleBranches(identityOf(request), [...options.configuration().branches.keys()]);

  router.get('/messages', everybody, async (request, response) => {
    const { cursor, limit, phone, ...filter } = readInput(messagesQuerySchema, request.query);
    const items = await listMessages(pool, {
      ...{ ...filter, before: cursor, limit, branches: branchesOf(request) },
      phone: phone === undefined ? undefined : phoneOf(phone),
    });
    response.json({ items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) });
  });

  router.get('/messages/templates', everybody, (_request, response) => {
    const { templates, reminders, pricePerPart } = messageSettings(options.configuration());
    response.json({ items: templates, reminders, pricePerPart: pricePerPart ?? null });
  });

  router.get('/messages/report', requireRole('manager', 'senior'), async (request, response) => {
    const asked = readInput(mailingQuerySchema, request.query);
    response.json(await readMailing(pool, { ...asked, branches: branchesOf(request) }));
  });

  router.get('/messages/accounts', requireRole('it', 'manager', 'senior'), async (_request, response) => {
    const { rows } = await pool.query<{
      account: string;
      balance: string | null;
      currency: string | null;
      balance_at: Date | null;
      stopped: string | null;
    }>(
      `select a.account, s.balance, s.currency, s.balance_at,
         case when p.stopped_at is not null then coalesce(p.stopped_reason, '') end as stopped
       from unnest($1::text[]) with ordinality a(account, place)
       left join sms_account_state s on s.account = a.account
       left join sending_pace p on p.account = a.account and p.lane = $2 order by a.place`,
      [[...(options.configuration().sms?.keys() ?? [])], SMS_LANE],
    );
    response.json({
      items: rows.map((row) => {
        const configured = options.configuration().sms?.get(row.account);
        const balance = row.balance === null ? null : Number(row.balance);
        const minimum = configured?.minimumBalance ?? null;
        return {
          ...{ id: row.account, provider: configured?.provider ?? '', balance, currency: row.currency },
          balanceAt: row.balance_at?.toISOString() ?? null,
          ...{ low: balance !== null && minimum !== null && balance < minimum, stopped: row.stopped },
        };
      }),
    });
  });

  router.post('/messages/accounts/:account/resume', requireRole('it'), async (request, response) => {
    const account = String(request.params['account']);
    const resumed = await resumeSending(pool, { account, lane: SMS_LANE, at: clock.now() });
    if (!resumed)
      throw new Problem(409, 'not-stopped', 'Not stopped', 'This account sends, or there is none of this name.');
    await pool.query(
      `update message set next_attempt_at = $1 where state in ('planned', 'due') and due_at <= $1 and next_attempt_at > $1`,
      [clock.now()],
    );
    await audit(request, 'sms.resumed', `sms account ${account}`);
    response.json({ resumed });
  });

  router.post('/messages/preview', everybody, json(), async (request, response) => {
    const asked = readInput(previewBodySchema, request.body);
    const template = templateOf(asked.template);
    response.json(
      await previewMessage(
        pool,
        {
          ...{ template, branch: asked.branch ?? null, visit: asked.visit ?? null, language: asked.language ?? null },
          ...{ phone: asked.phone === undefined ? null : phoneOf(asked.phone), shared: asked.shared },
        },
        options.configuration(),
        options.stopMarks,
      ),
    );
  });

  router.post('/messages', everybody, json(), async (request, response) => {
    const asked = readInput(sendBodySchema, request.body);
    const who = identityOf(request).label;
    const configuration = options.configuration();
    const seen = branchesOf(request);
    if (!configuration.branches.has(asked.branch) || (seen !== null && !seen.includes(asked.branch)))
      throw new Problem(404, 'no-such-branch', 'No such branch', 'There is no branch of this id among yours.');
    const template = templateOf(asked.template);
    const phone = phoneOf(asked.phone);
    const answer = await idempotent({
      ...{ sql, clock, owner: `messages ${who}`, key: requiredKey(request.get('Idempotency-Key')), request: asked },
      unknown: { status: 409, body: { detail: 'It is not known whether the message was kept: look at the list.' } },
      async work() {
        const circumstances = await readCircumstances(pool, phone, configuration, options.stopMarks);
        const refusal = refuseMessage({ class: template.class, ...circumstances });
        if (refusal !== null)
          return { status: 409, body: { type: 'message-refused', refusal, detail: `It may not be sent: ${refusal}.` } };
        const id = await inTransaction(pool, (tx) =>
          sendByHand(
            tx,
            {
              ...{ template, branch: asked.branch, phone, personId: asked.person ?? null, visit: asked.visit ?? null },
              ...{ who, why: asked.why, now: clock.now() },
            },
            configuration,
          ),
        );
        return { status: 201, body: { id: String(id) } };
      },
    });
    if (answer.status === 409 && 'refusal' in (answer.body as object))
      throw new Problem(409, 'message-refused', 'Not sent', (answer.body as { detail: string }).detail);
    if (!answer.repeated && answer.status === 201)
      await audit(request, 'message.sent', `message ${(answer.body as { id: string }).id}`, { template: template.id });
    response.status(answer.status).json(answer.body);
  });

  router.get('/messages/stop-list', everybody, async (request, response) => {
    response.json({ items: await listStops(pool, optionalPhone(request)) });
  });
  router.put('/messages/stop-list/:phone', everybody, json(), async (request, response) => {
    const phone = phoneOf(String(request.params['phone']));
    const body = readInput(stopBodySchema, request.body ?? {});
    await addStop(pool, { phone, ...body, who: identityOf(request).label, at: clock.now() });
    await audit(request, 'stop-list.added', 'stop-list', { scope: body.scope });
    response.json({ items: await listStops(pool, phone) });
  });
  router.delete('/messages/stop-list/:phone', leads, async (request, response) => {
    const phone = phoneOf(String(request.params['phone']));
    const removed = await removeStop(pool, [phone, ...(await options.stopMarks(phone))]);
    if (!removed) throw new Problem(404, 'not-on-stop-list', 'Not on the stop-list', 'This number is not on it.');
    await audit(request, 'stop-list.removed', 'stop-list');
    response.status(204).end();
  });

  router.get('/messages/consents', everybody, async (request, response) => {
    const phone = optionalPhone(request);
    if (phone === null) throw new Problem(400, 'bad-input', 'Bad input', 'phone: whose consents?');
    response.json({ items: await listConsents(pool, phone) });
  });
  router.post('/messages/consents', everybody, json(), async (request, response) => {
    const { phone, ...body } = readInput(consentBodySchema, request.body);
    const who = identityOf(request).label;
    const kept = { ...body, phone: phoneOf(phone), who, at: body.at === undefined ? clock.now() : new Date(body.at) };
    await keepConsent(pool, kept);
    await audit(request, 'consent.kept', 'consent', { kind: body.kind, given: body.given });
    response.status(201).json({ items: await listConsents(pool, kept.phone) });
  });

  router.get('/messages/:id', everybody, async (request, response) => {
    const id = /^\d{1,15}$/.test(String(request.params['id'])) ? Number(request.params['id']) : -1;
    const [found] = await listMessages(pool, { id, limit: 1, branches: branchesOf(request) });
    if (found === undefined)
      throw new Problem(404, 'no-such-message', 'No such message', 'There is no message with this id.');
    response.json(found);
  });

  router.post('/messages/:id/cancel', everybody, async (request, response) => {
    const id = /^\d{1,15}$/.test(String(request.params['id'])) ? Number(request.params['id']) : -1;
    const seen = branchesOf(request);
    const { rowCount } = await pool.query(
      `update message set state = 'cancelled', reason = 'by-hand', final_at = $2, next_attempt_at = null
       where id = $1 and state in ('planned', 'due') and ($3::text[] is null or branch = any($3))`,
      [id, clock.now(), seen],
    );
    if (rowCount === 0)
      throw new Problem(409, 'not-waiting', 'Not waiting', 'This message is on its way or over already.');
    await audit(request, 'message.cancelled', `message ${id}`);
    response.json((await listMessages(pool, { id, limit: 1, branches: seen }))[0]);
  });

  return router;

  function templateOf(id: string): MessageTemplate {
    const found = messageSettings(options.configuration()).templates.find((template) => template.id === id);
    if (found === undefined)
      throw new Problem(404, 'no-such-template', 'No such template', 'There is no template of this id.');
    return found;
  }

  function phoneOf(written: string): string {
    const phone = toE164(written, { country: options.configuration().clinic.country });
    if (phone === null || !e164Schema.safeParse(phone).success)
      throw new Problem(400, 'bad-input', 'Bad input', 'phone: this is not a telephone number');
    return phone;
  }

  function optionalPhone(request: Request): string | null {
    const { phone } = request.query;
    return typeof phone === 'string' && phone !== '' ? phoneOf(phone) : null;
  }
}
