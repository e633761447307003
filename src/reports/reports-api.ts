import { Router, json, type Request } from 'express';
import { DateTime } from 'luxon';
import { identityOf, requireRole, visibleBranches } from '../access/index.ts';
import { inTransaction, type PoolClient } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { bookingBodySchema, callsNear, countBookings, listBookings, sayBooking } from './bookings.ts';
import { listCountedCalls } from './call-figures.ts';
import { bookedBy } from './conversion.ts';
import { definitions } from './definitions.ts';
import { differences, listDifferences, NOTHING_COMPARED, type ComparedCalls } from './differences.ts';
import { listContacts } from './list-contacts.ts';
import {
  bookingsQuerySchema,
  callsQuerySchema,
  contactsQuerySchema,
  conversionQuerySchema,
  dayQuerySchema,
  differencesListQuerySchema,
  differencesQuerySchema,
  periodSchema,
  visitReportSchema,
  visitsFunnelQuerySchema,
  visitsListQuerySchema,
} from './report-queries.ts';
import { channelsReport, conversionReport, directorReport, type Asked } from './reports.ts';
import { knownOf, scopeAsked, type ScopeOptions } from './scope.ts';
import { listSpend, putSpend, removeSpend, spendBodySchema } from './spend.ts';
import { listVisitsOf, visitFunnel } from './visit-funnels.ts';

interface Period {
  branch?: string | undefined;
  from: string;
  to: string;
  owner?: string | undefined;
  line?: string | undefined;
  channel?: string | undefined;
  weak?: boolean | undefined;
}

export interface ReportsApiOptions extends ScopeOptions {
  /** What clinics call a provider of telephony, by its name in the configuration. */
  providerName(provider: string): string;
}

/** `/reports/*`: roles manager, senior. Every figure has a list behind it, made from the same condition. */
export function createReportsApi(options: ReportsApiOptions): Router {
  const router = Router();
  const { pool, clock } = options;
  router.use('/reports', requireRole('senior', 'manager'));

  router.get('/reports/conversion', async (request, response) => {
    const query = readInput(conversionQuerySchema, request.query);
    const { asked, told } = await ask(request, query);
    response.json({ ...told, ...(await conversionReport(asked, query.by, options)) });
  });

  router.get('/reports/contacts', async (request, response) => {
    const query = readInput(contactsQuerySchema, request.query);
    const { asked } = await ask(request, query);
    response.json(
      await listContacts(pool, {
        filter: { ...asked.filter, group: query.group },
        figure: query.figure,
        basis: { bookedBy: bookedBy(asked.known.level), weak: asked.weak },
        ...{ now: clock.now(), limit: query.limit, cursor: query.cursor },
      }),
    );
  });

  router.get('/reports/calls', async (request, response) => {
    const query = readInput(callsQuerySchema, request.query);
    const { branch } = scopeAsked(identityOf(request), query.branch, options.configuration());
    const { from, to, weekday, hour } = query;
    response.json(
      await listCountedCalls(pool, {
        filter: { branch, from, to, weekday, hour },
        figure: query.figure,
        longWaitSeconds: options.configuration().reports.longWaitSeconds,
        ...{ limit: query.limit, cursor: query.cursor },
      }),
    );
  });

  for (const by of ['channel', 'source'] as const)
    router.get(`/reports/${by}s`, async (request, response) => {
      const { asked, told } = await ask(request, readInput(periodSchema, request.query));
      response.json({ ...told, items: await channelsReport(asked, by, options) });
    });

  router.get('/reports/director', async (request, response) => {
    const { asked, told } = await ask(request, readInput(periodSchema, request.query));
    response.json({ ...told, ...(await directorReport(asked, options)) });
  });

  router.get('/reports/day', async (request, response) => {
    const { branch, day } = readInput(dayQuerySchema, request.query);
    const { asked, told } = await ask(request, { branch, from: day, to: day });
    const basis = { bookedBy: bookedBy(asked.known.level), weak: asked.weak };
    const listed = { filter: asked.filter, basis, now: clock.now(), limit: 50 };
    const [director, conversion, channels, lost, unanswered] = await Promise.all([
      directorReport(asked, options),
      conversionReport(asked, 'owner', options),
      channelsReport(asked, 'channel', options),
      listContacts(pool, { ...listed, figure: 'lost' }),
      listContacts(pool, { ...listed, figure: 'unanswered' }),
    ]);
    response.json({
      ...told,
      ...director,
      administrators: conversion.by,
      channels,
      lost: lost.items,
      unanswered: unanswered.items,
    });
  });

  router.get('/reports/visits/:report', async (request, response) => {
    const report = readInput(visitReportSchema, request.params['report']);
    const query = readInput(visitsFunnelQuerySchema, request.query);
    const { asked, told } = await ask(request, query);
    const { from, to, doctor } = query;
    const filter = { report, branch: asked.branch, from, to, doctor };
    response.json({ ...told, ...(await visitFunnel(pool, filter, { level: asked.known.level, now: clock.now() })) });
  });

  router.get('/reports/visits/:report/list', async (request, response) => {
    const report = readInput(visitReportSchema, request.params['report']);
    const { figure, limit, cursor, from, to, doctor, branch: wanted } = readInput(visitsListQuerySchema, request.query);
    const { branch } = scopeAsked(identityOf(request), wanted, options.configuration());
    const filter = { report, branch, from, to, doctor };
    const listed = await listVisitsOf(pool, { filter, figure, now: clock.now(), limit, cursor });
    if (listed === null)
      throw new Problem(400, 'no-such-figure', 'No such figure', 'figure: this report has no such figure.');
    response.json(listed);
  });

  router.get('/reports/differences', async (request, response) => {
    const { told, compared } = askCompared(request, readInput(differencesQuerySchema, request.query));
    const counted = compared === null ? NOTHING_COMPARED : await differences(pool, compared);
    response.json({ ...told, ...counted });
  });

  router.get('/reports/differences/list', async (request, response) => {
    const { why, providerLost, limit, cursor, ...query } = readInput(differencesListQuerySchema, request.query);
    const { compared } = askCompared(request, query);
    const more = { why, providerLost, limit, cursor };
    response.json(
      compared === null ? { items: [], next: null } : await listDifferences(pool, { ...compared, ...more }),
    );
  });

  router.get('/reports/definitions', (_request, response) => {
    response.json({ items: definitions });
  });

  router.get('/reports/bookings', async (request, response) => {
    const { branch: wanted, ...page } = readInput(bookingsQuerySchema, request.query);
    const { branch } = scopeAsked(identityOf(request), wanted, options.configuration());
    const [listed, counts] = await Promise.all([
      listBookings(pool, { branch, ...page }),
      countBookings(pool, { branch, ...page }),
    ]);
    response.json({ ...listed, counts });
  });

  router.get('/reports/bookings/:visit/calls', async (request, response) => {
    const visitId = numberOf(request.params['visit'], noSuchVisit);
    const items = await callsNear(pool, { visitId, branches: branchesOf(request) });
    if (items === null) throw noSuchVisit();
    response.json({ items });
  });

  router.put('/reports/bookings/:visit', json(), async (request, response) => {
    const identity = identityOf(request);
    const visitId = numberOf(request.params['visit'], noSuchVisit);
    const { callId } = readInput(bookingBodySchema, request.body);
    const at = clock.now();
    const said = await inTransaction(pool, async (tx) => {
      const answer = await sayBooking(tx, {
        ...{ visitId, who: identity.label, at },
        callId: callId == null ? callId : Number(callId),
        branches: branchesOf(request),
      });
      if (answer.kind === 'said')
        await audit(
          tx,
          { at, who: identity.label, what: 'booking.said', subject: `visit ${visitId}` },
          {
            ...{ before: answer.before, callId: callId ?? null },
          },
        );
      return answer;
    });
    if (said.kind === 'no-such-visit') throw noSuchVisit();
    if (said.kind === 'no-such-call')
      throw new Problem(
        404,
        'no-such-call',
        'No such call',
        'callId: no such call is counted among those you may see.',
      );
    response.status(204).end();
  });

  router.get('/reports/spend', async (_request, response) => {
    response.json({ items: await listSpend(pool) });
  });
  router.post('/reports/spend', requireRole('manager'), json(), async (request, response) => {
    response.status(201).json(await writeSpend(request, null));
  });
  router.put('/reports/spend/:id', requireRole('manager'), json(), async (request, response) => {
    const spend = await writeSpend(request, numberOf(request.params['id'], noSuchSpend));
    if (spend === null) throw noSuchSpend();
    response.json(spend);
  });
  router.delete('/reports/spend/:id', requireRole('manager'), async (request, response) => {
    const id = numberOf(request.params['id'], noSuchSpend);
    const entry = { at: clock.now(), who: identityOf(request).label, what: 'spend.removed', subject: `spend ${id}` };
    const removed = await inTransaction(pool, async (tx) => {
      const done = await removeSpend(tx, id);
      if (done) await audit(tx, entry, {});
      return done;
    });
    if (!removed) throw noSuchSpend();
    response.status(204).end();
  });

  return router;

  async function writeSpend(request: Request, id: number | null): ReturnType<typeof putSpend> {
    const body = readInput(spendBodySchema, request.body);
    const at = clock.now();
    const who = identityOf(request).label;
    return inTransaction(pool, async (tx) => {
      const spend = await putSpend(tx, { id, body, who, at });
      if (spend !== null)
        await audit(
          tx,
          { at, who, what: id === null ? 'spend.added' : 'spend.changed', subject: `spend ${spend.id}` },
          body,
        );
      return spend;
    });
  }

  async function ask(request: Request, query: Period): Promise<{ asked: Asked; told: Record<string, unknown> }> {
    const configuration = options.configuration();
    const { scope, branch } = scopeAsked(identityOf(request), query.branch, configuration);
    const known = await knownOf(branch, options);
    const { from, to, owner, line, channel } = query;
    return {
      asked: {
        filter: { scope, from, to, owner, line, channel },
        ...{ branch, known, weak: query.weak ?? configuration.reports.weakBookings },
      },
      told: { branch, from, to, level: known.level, levels: known.branches },
    };
  }

  /** Of the first PBX where none is named; null where the clinic has none. */
  function askCompared(
    request: Request,
    query: Pick<Period, 'branch' | 'from' | 'to'> & { account?: string | undefined },
  ): { told: { account: string | null; accounts: { id: string; name: string }[] }; compared: ComparedCalls | null } {
    const { branch } = scopeAsked(identityOf(request), query.branch, options.configuration());
    const accounts = namedAccounts([...options.configuration().pbx.values()]);
    const account = query.account ?? accounts[0]?.id;
    if (account === undefined) return { told: { account: null, accounts }, compared: null };
    if (!accounts.some(({ id }) => id === account))
      throw new Problem(404, 'no-such-account', 'No such account', 'account: there is no PBX with this id.');
    const zone = zoneOf(branch);
    const from = DateTime.fromISO(query.from, { zone }).toJSDate();
    const to = DateTime.fromISO(query.to, { zone }).plus({ days: 1 }).toJSDate();
    return { told: { account, accounts }, compared: { account, branch, from, to } };
  }

  /** Two accounts of one provider are told apart by their ids. */
  function namedAccounts(pbx: readonly { id: string; provider: string }[]): { id: string; name: string }[] {
    return pbx.map(({ id, provider }) => {
      const name = options.providerName(provider);
      const alone = pbx.filter((other) => other.provider === provider).length === 1;
      return { id, name: alone ? name : `${name} (${id})` };
    });
  }

  function branchesOf(request: Request): readonly string[] | null {
    return visibleBranches(identityOf(request), [...options.configuration().branches.keys()]);
  }

  function zoneOf(branch: string | null): string {
    const { branches } = options.configuration();
    return (branch === null ? [...branches.values()][0] : branches.get(branch))?.zone ?? 'UTC';
  }
}

async function audit(
  tx: PoolClient,
  { at, who, what, subject }: { at: Date; who: string; what: string; subject: string },
  detail: object,
): Promise<void> {
  await tx.query('insert into audit (at, who, what, subject, detail) values ($1, $2, $3, $4, $5)', [
    ...[at, who, what, subject, JSON.stringify(detail)],
  ]);
}

function numberOf(written: unknown, problem: () => Problem): number {
  if (!/^\d{1,15}$/.test(String(written))) throw problem();
  return Number(written);
}

function noSuchVisit(): Problem {
  return new Problem(404, 'no-such-visit', 'No such visit', 'No such visit was added among those you may see.');
}

function noSuchSpend(): Problem {
  return new Problem(404, 'no-such-spend', 'No such spend', 'There is no row of spend with this id.');
}
