import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { HttpResponse } from '../../src/contracts/http-client.ts';
import type {
  MisApiCan,
  MisWritten,
  ToldCall,
  ToldNewVisit,
  ToldOutcome,
  ToldRinging,
  ToldTicket,
} from '../../src/contracts/mis-api.ts';
import {
  callFrom,
  effectOf,
  knownCall,
  outcomeOf,
  lostAnswer,
  openSession,
  recordingTold,
  ticketOf,
  askedOf,
  type Fault,
  type MisApiInput,
  type Session,
} from './mis-api-asking.ts';
import type { MisApiBehaviour } from './mis-api-subject.ts';

/** What every adapter keeps whose system we call. A rule answers the problems it found, none when it is kept. */
export interface MisApiRule {
  name: string;
  problems(input: MisApiInput): Promise<string[]>;
}

export const misApiRules: readonly MisApiRule[] = [
  { name: 'reads its settings to the same settings again', problems: rereadsSettings },
  { name: 'has what it says it can, and says what it has', problems: declares },
  { name: 'answers every part that it declares', problems: answersEveryPart },
  { name: 'tells only the visits that were changed since, where it says so', problems: tellsChanges },
  { name: 'finds who has a number, compared as a number', problems: findsPeople },
  { name: 'writes a call once, however often it is told', problems: writesOnce },
  { name: 'settles a lost answer, whichever it was, so that there is one record', problems: settlesLostAnswers },
  { name: 'settles a request that was not taken, whichever it was', problems: settlesLostRequests },
  { name: 'keeps two calls of one number within a minute two', problems: keepsTwo },
  { name: 'writes to nobody of a household until a person chose', problems: guessesNobody },
  { name: 'does with a number that nobody has what it says', problems: keepsUnknown },
  { name: 'changes the record where it says that it can', problems: updates },
  { name: 'leaves what a person wrote into the record of a call', problems: keepsWordsInCalls },
  { name: 'tells a missed call and one of ours', problems: writesEveryKind },
  { name: 'attaches a recording to its call, and twice does no harm', problems: attaches },
  { name: 'writes a request to call back once', problems: writesTicketOnce },
  { name: 'writes what the reception said once, to the card of who called', problems: writesOutcomeOnce },
  { name: 'lets a later word follow in its own text, or stand beside it', problems: followsOutcome },
  { name: 'leaves what a person wrote as it is', problems: keepsWordsOfPeople },
  { name: 'settles a lost answer about an outcome, whichever it was', problems: settlesOutcomes },
  { name: 'takes an outcome from the card of who had not called', problems: movesOutcome },
  { name: 'enters a visit once, at its time, for its person and doctor', problems: entersVisitOnce },
  { name: 'settles a lost answer about a visit, whichever it was', problems: settlesVisits },
  { name: 'enters no visit over another', problems: entersNoneOver },
  { name: 'enters no visit for nobody certain', problems: entersForNobody },
  { name: 'shows a call that rings', problems: showsRinging },
  { name: 'passes on that the system is busy, and for how long', problems: passesOnBusy },
  { name: 'takes HTTP 500 for transient when it read, ambiguous when it wrote', problems: judgesServerErrors },
  { name: 'takes 400 and 403 for permanent', problems: judgesRefusedRequests },
  { name: 'takes refused credentials for permanent', problems: judgesRefusal },
  { name: 'renews a token that ended in the middle, once, and goes on', problems: renewsToken },
  { name: 'takes the system’s own limit for transient', problems: judgesLimit },
  { name: 'takes an error inside an answer for a failure', problems: judgesInnerError },
  { name: 'takes a page in HTML for a failure', problems: judgesHtml },
  { name: 'fails by no answer in another way than the three', problems: standsForeignAnswers },
  { name: 'asks the addresses of the settings and no others', problems: keepsAddresses },
  { name: 'tells no secret, no number and no name in a failure', problems: keepsSecrets },
];

interface Asking {
  name: string;
  run(session: Session): Promise<unknown>;
}

/** Every part that the adapter declares, with the subject's own words. */
function askingsOf(input: MisApiInput): Asking[] {
  const { api, subject, adapter } = input;
  const can = api.can(adapter.settings.parse(subject.settings));
  const { asks, people } = subject;
  const askings: (Asking | null)[] = [
    { name: 'selfTest', run: ({ context }) => api.selfTest(context) },
    api.findPeople === undefined
      ? null
      : { name: 'findPeople', run: ({ context }) => api.findPeople!(people.known, context) },
    can.calls === false ? null : { name: 'writeCall', run: (session) => write(input, session, knownCall(input)) },
    can.calls === false || api.lookUpCall === undefined
      ? null
      : {
          name: 'lookUpCall',
          run: ({ context, progress }) => {
            const told = knownCall(input);
            return api.lookUpCall!(told, progress(told.key), context);
          },
        },
    can.tickets === false
      ? null
      : {
          name: 'createTicket',
          run: ({ context, progress }) => {
            const told = ticketOf(input);
            return api.createTicket!(told, progress(told.key, 'ticket'), context);
          },
        },
    can.outcomes === false
      ? null
      : {
          name: 'writeOutcome',
          run: ({ context, progress }) => {
            const told = outcomeOf(input);
            return api.writeOutcome!(told, progress(told.key, 'outcome'), context);
          },
        },
    can.ringing ? { name: 'tellRinging', run: ({ context }) => api.tellRinging!(ringingOf(input), context) } : null,
    asks.visits === undefined || api.listVisits === undefined
      ? null
      : { name: 'listVisits', run: ({ context }) => collected(api.listVisits!(asks.visits!.range, context)) },
    asks.visitAnswer === undefined || api.writeVisitAnswer === undefined
      ? null
      : { name: 'writeVisitAnswer', run: ({ context }) => api.writeVisitAnswer!(asks.visitAnswer!, context) },
    asks.newVisit === undefined || can.newVisits === false
      ? null
      : { name: 'writeVisit', run: (session) => enter(input, session) },
  ];
  return askings.filter((asking) => asking !== null);
}

async function collected<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** As the deliveries do it: what the system calls the record is remembered once it is told. */
async function write({ api }: MisApiInput, session: Session, told: ToldCall): Promise<MisWritten> {
  const progress = session.progress(told.key);
  const written = await api.writeCall!(told, progress, session.context);
  if ('ref' in written) await progress.claim(written.ref);
  return written;
}

function canOf({ api, adapter, subject }: MisApiInput): MisApiCan {
  return api.can(adapter.settings.parse(subject.settings));
}

async function inSession<T>(
  input: MisApiInput,
  options: { behaviour?: MisApiBehaviour; fault?: Fault },
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(input, options);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** The asking's outcome with one request after the other answered by the fault. */
async function overPositions(
  input: MisApiInput,
  fault: Fault,
  check: (told: { error: unknown; effect: 'read' | 'write'; name: string }) => string | null,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, run } of askingsOf(input)) {
    const count = await inSession(input, {}, async (session) => {
      await run(session);
      return session.sent.length;
    });
    for (let position = 0; position < count; position++)
      await inSession(
        input,
        { fault: (request, at) => (at === position ? fault(request, at) : null) },
        async (session) => {
          const error = await failureOf(run(session));
          const request = session.sent[position];
          if (request === undefined) return;
          const problem = check({ error, effect: effectOf(request), name });
          if (problem !== null) problems.push(`${name}, request ${position + 1}: ${problem}`);
        },
      );
  }
  return problems;
}

async function failureOf(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => null,
    (error: unknown) => error ?? new Error('rejected with nothing'),
  );
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : 'no error';
}

function kindOf(error: unknown): string {
  if (error === null) return 'no failure';
  if (error instanceof TransientFailure) return 'transient';
  if (error instanceof AmbiguousFailure) return 'ambiguous';
  if (error instanceof PermanentFailure) return 'permanent';
  return `another failure (${error instanceof Error ? error.stack : said(error)})`;
}

function expected(error: unknown, kinds: readonly string[]): string | null {
  const kind = kindOf(error);
  return kinds.includes(kind) ? null : kind;
}

const answer = (status: number, body = '', headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(body),
});

async function rereadsSettings({ adapter, subject }: MisApiInput): Promise<string[]> {
  return [subject.settings, subject.elsewhere].flatMap((settings) => {
    const once = adapter.settings.parse(settings);
    return JSON.stringify(adapter.settings.parse(once)) === JSON.stringify(once)
      ? []
      : ['settings change when they are read again'];
  });
}

async function declares(input: MisApiInput): Promise<string[]> {
  const { api, adapter, subject } = input;
  const can = canOf(input);
  const wants = api.wants(adapter.settings.parse(subject.settings));
  const pairs: [string, boolean, boolean][] = [
    ['findPeople', can.findPeople === 'by-phone', api.findPeople !== undefined],
    ['people', can.findPeople === 'by-directory', can.findPeople === 'by-directory' && adapter.people !== undefined],
    ['writeCall', can.calls !== false, api.writeCall !== undefined],
    ['lookUpCall', can.calls !== false && can.calls.afterDoubt === 'look-up', api.lookUpCall !== undefined],
    ['attachRecording', can.recordings === 'link' || can.recordings === 'file', api.attachRecording !== undefined],
    ['createTicket', can.tickets !== false, api.createTicket !== undefined],
    ['lookUpTicket', can.tickets !== false && can.tickets.afterDoubt === 'look-up', api.lookUpTicket !== undefined],
    ['writeOutcome', can.outcomes !== false, api.writeOutcome !== undefined],
    ['lookUpOutcome', can.outcomes !== false && can.outcomes.afterDoubt === 'look-up', api.lookUpOutcome !== undefined],
    ['listVisits', can.visits !== false, api.listVisits !== undefined],
    ['writeVisitAnswer', can.visitAnswers !== false, api.writeVisitAnswer !== undefined],
    [
      'lookUpVisitAnswer',
      can.visitAnswers !== false && can.visitAnswers.afterDoubt === 'look-up',
      api.lookUpVisitAnswer !== undefined,
    ],
    ['writeVisit', can.newVisits !== false, api.writeVisit !== undefined],
    ['lookUpVisit', can.newVisits !== false && can.newVisits.afterDoubt === 'look-up', api.lookUpVisit !== undefined],
    ['events', can.clickToCall, api.events !== undefined],
    ['tellRinging', can.ringing, api.tellRinging !== undefined],
  ];
  return [
    ...pairs.flatMap(([part, claimed, has]) => (claimed && !has ? [`says that it can ${part}, and has it not`] : [])),
    ...(can.calls === false && wants.calls ? ['wants calls that it cannot write'] : []),
    ...(can.outcomes === false && wants.outcomes ? ['wants outcomes that it cannot write'] : []),
    ...(can.recordings === false && wants.recordings ? ['wants recordings that it cannot take'] : []),
    ...(can.visits !== false && subject.asks.visits === undefined ? ['the subject asks for no visits'] : []),
    ...(can.visitAnswers !== false && subject.asks.visitAnswer === undefined
      ? ['the subject writes no answer about a visit']
      : []),
    ...(can.newVisits === false && wants.newVisits ? ['wants visits that it cannot enter'] : []),
    ...(can.newVisits !== false && subject.asks.newVisit === undefined ? ['the subject enters no visit'] : []),
    ...(api.connect !== undefined && subject.asks.connectCode === undefined ? ['the subject has no first code'] : []),
  ];
}

async function answersEveryPart(input: MisApiInput): Promise<string[]> {
  const { asks } = input.subject;
  const problems: string[] = [];
  for (const { name, run } of askingsOf(input))
    await inSession(input, {}, async (session) => {
      const value = await run(session).catch((error: unknown) => {
        problems.push(`${name}: ${kindOf(error)} ${said(error)}`);
        return null;
      });
      if (name === 'listVisits' && JSON.stringify(value) !== JSON.stringify(asks.visits?.answer))
        problems.push(`listVisits answers ${JSON.stringify(value)}`);
      if (name === 'writeVisitAnswer' && session.standIn.visitAnswer?.() !== asks.visitAnswer?.answer)
        problems.push('the answer about the visit is not there');
    });
  const { connect } = input.api;
  if (connect !== undefined)
    await inSession(input, {}, async ({ context }) => {
      const token = await connect.exchange(asks.connectCode ?? '', context);
      if (token.access === '') problems.push('the first code gave no token');
      const refused = await failureOf(connect.exchange('a-wrong-code', context));
      if (kindOf(refused) !== 'permanent') problems.push(`a wrong first code: ${kindOf(refused)}`);
    });
  return problems;
}

async function tellsChanges(input: MisApiInput): Promise<string[]> {
  const { visits } = input.subject.asks;
  if (canOf(input).visits !== 'changes' || visits === undefined) return [];
  const { range, changed } = visits;
  if (changed === undefined || changed.ids.length === visits.answer.length)
    return ['the subject has no visits that were not changed'];
  return inSession(input, {}, async ({ context }) => {
    const told = await collected(input.api.listVisits!({ ...range, changedSince: changed.since }, context));
    // One may be told twice.
    const ids = [...new Set(told.map(({ externalId }) => externalId))];
    return ids.join() === changed.ids.join() ? [] : [`tells ${ids.join() || 'none'}, not ${changed.ids.join()}`];
  });
}

async function findsPeople(input: MisApiInput): Promise<string[]> {
  const { api, subject } = input;
  if (api.findPeople === undefined) return [];
  const { known, knownCard, household, householdCards, near } = subject.people;
  return inSession(input, {}, async ({ context }) => {
    const cards = async (phone: string): Promise<string> =>
      (await api.findPeople!(phone, context))
        .map(({ externalId }) => externalId)
        .sort()
        .join();
    const found = [await cards(known), await cards(household), await cards(near)];
    const wanted = [knownCard, [...householdCards].sort().join(), ''];
    return found.flatMap((ids, at) => (ids === wanted[at] ? [] : [`found ${ids || 'nobody'}, not ${wanted[at]}`]));
  });
}

async function writesOnce(input: MisApiInput): Promise<string[]> {
  if (canOf(input).calls === false) return [];
  return inSession(input, {}, async (session) => {
    const told = knownCall(input);
    const written = await write(input, session, told);
    await write(input, session, told);
    const records = session.standIn.calls();
    return [
      ...(records.length === 1 ? [] : [`${records.length} records`]),
      ...('ref' in written && records.some(({ ref }) => ref === written.ref) ? [] : ['names no record of the system']),
      ...(records[0]?.talkSeconds === 56 ? [] : [`talked ${records[0]?.talkSeconds} s instead of 56`]),
    ];
  });
}

/** What the deliveries do after an attempt that may have arrived. */
async function settle(input: MisApiInput, session: Session, told: ToldCall, error: unknown): Promise<void> {
  const { calls } = canOf(input);
  if (calls === false) return;
  if (error instanceof AmbiguousFailure && calls.afterDoubt === 'person') return;
  if (error instanceof AmbiguousFailure && calls.afterDoubt === 'look-up') {
    const found = await input.api.lookUpCall!(told, session.progress(told.key), session.context);
    if (found !== null) return;
  }
  await write(input, session, told);
}

function settlesLostAnswers(input: MisApiInput): Promise<string[]> {
  return losing(input, 'after');
}

function settlesLostRequests(input: MisApiInput): Promise<string[]> {
  return losing(input, 'before');
}

async function losing(input: MisApiInput, lost: 'after' | 'before'): Promise<string[]> {
  const { calls } = canOf(input);
  if (calls === false) return [];
  const problems: string[] = [];
  const told = knownCall(input);
  const count = await inSession(input, {}, async (session) => {
    await write(input, session, told);
    return session.sent.length;
  });
  for (let position = 0; position < count; position++)
    await inSession(input, { fault: (_, at) => (at === position ? { lost } : null) }, async (session) => {
      const error = await failureOf(write(input, session, told));
      session.faults(() => null);
      if (error !== null) await settle(input, session, told, error);
      const { length } = session.standIn.calls();
      // A person decides there; what must not be is two.
      const right = calls.afterDoubt === 'person' ? length <= 1 : length === 1;
      if (!right) problems.push(`request ${position + 1} lost: ${length} records`);
    });
  return problems;
}

async function keepsTwo(input: MisApiInput): Promise<string[]> {
  if (canOf(input).calls === false) return [];
  return inSession(input, {}, async (session) => {
    const one = knownCall(input);
    const other = knownCall(input, {
      ...{ key: 'd'.repeat(30), id: '18', talkSeconds: 12 },
      ...{ startedAt: '2026-03-10T09:01:30.000Z', endedAt: '2026-03-10T09:02:00.000Z' },
    });
    const [first, second] = [await write(input, session, one), await write(input, session, other)];
    const distinct = 'ref' in first && 'ref' in second && first.ref !== second.ref;
    const { length } = session.standIn.calls();
    return distinct && length === 2 ? [] : [`${length} records`];
  });
}

async function guessesNobody(input: MisApiInput): Promise<string[]> {
  const { calls } = canOf(input);
  if (calls === false) return [];
  const { household, householdCards } = input.subject.people;
  const [first] = householdCards;
  const unresolved = await inSession(input, {}, async (session) => {
    const written = await write(input, session, callFrom(household, { cards: householdCards }));
    const [record] = session.standIn.calls();
    const skipped = 'skipped' in written;
    return [
      ...(skipped || record?.person == null ? [] : [`was written to ${record.person}`]),
      ...(skipped === (calls.needsPerson || calls.unresolved === 'skip') ? [] : ['is not what it says']),
    ];
  });
  if (input.subject.listed === false) return unresolved;
  const chosen = await inSession(input, {}, async (session) => {
    const written = await write(input, session, callFrom(household, { cards: householdCards, chosen: first }));
    const [record] = session.standIn.calls();
    return 'ref' in written && (record?.person ?? first) === first ? [] : ['is not written to the one who was chosen'];
  });
  return [...unresolved, ...chosen];
}

async function keepsUnknown(input: MisApiInput): Promise<string[]> {
  const { calls } = canOf(input);
  if (calls === false) return [];
  return inSession(input, {}, async (session) => {
    const written = await write(input, session, callFrom(input.subject.people.near));
    const records = session.standIn.calls();
    const skips = calls.needsPerson || calls.unknownCallers === 'skip';
    if (skips) return 'skipped' in written && records.length === 0 ? [] : ['was written all the same'];
    const lead = records[0]?.lead === true;
    return records.length === 1 && lead === (calls.unknownCallers === 'lead')
      ? []
      : [`${records.length} records, ${lead ? 'a lead' : 'no lead'}`];
  });
}

async function updates(input: MisApiInput): Promise<string[]> {
  const { calls } = canOf(input);
  if (calls === false || !calls.update) return [];
  return inSession(input, {}, async (session) => {
    await write(input, session, knownCall(input));
    await write(input, session, knownCall(input, { revision: 2, talkSeconds: 77 }));
    const records = session.standIn.calls();
    return records.length === 1 && records[0]?.talkSeconds === 77
      ? []
      : [`${records.length} records, the last of ${records.at(-1)?.talkSeconds} s`];
  });
}

async function keepsWordsInCalls(input: MisApiInput): Promise<string[]> {
  const { calls } = canOf(input);
  if (calls === false || !calls.update) return [];
  return inSession(input, {}, async (session) => {
    const written = await write(input, session, knownCall(input));
    if (!('ref' in written) || session.standIn.editCall === undefined) return [];
    const stands = session.standIn.editCall(written.ref);
    await write(input, session, knownCall(input, { revision: 2, talkSeconds: 77 }));
    return stands() ? [] : ['the words of a person are gone'];
  });
}

async function writesEveryKind(input: MisApiInput): Promise<string[]> {
  if (canOf(input).calls === false) return [];
  const unanswered = { talkSeconds: null, extension: null, recordingUrl: null, endedAt: null };
  const kinds = {
    missed: knownCall(input, { result: 'missed', missedReason: 'no-answer', ...unanswered }),
    ours: knownCall(input, { direction: 'out' }),
    unanswered: knownCall(input, { direction: 'out', result: 'unanswered', ...unanswered, waitSeconds: null }),
    lineless: knownCall(input, { line: null, lineName: null, branch: null, campaign: null, class: null, kind: null }),
  };
  const problems: string[] = [];
  for (const [name, told] of Object.entries(kinds))
    await inSession(input, {}, async (session) => {
      const error = await failureOf(write(input, session, told));
      if (error !== null) problems.push(`${name}: ${kindOf(error)} ${said(error)}`);
      else if (session.standIn.calls().length !== 1)
        problems.push(`${name}: ${session.standIn.calls().length} records`);
    });
  await inSession(input, {}, async (session) => {
    const told = callFrom('+79000000199', { external: null });
    const error = await failureOf(write(input, session, told));
    if (error !== null) problems.push(`withheld: ${kindOf(error)} ${said(error)}`);
  });
  return problems;
}

async function attaches(input: MisApiInput): Promise<string[]> {
  const can = canOf(input);
  if (can.recordings === false || can.calls === false) return [];
  if (can.recordings === 'with-call')
    return inSession(input, {}, async (session) => {
      await write(input, session, knownCall(input));
      return session.standIn.calls()[0]?.recordings === 1 ? [] : ['the record came without its recording'];
    });
  return inSession(input, {}, async (session) => {
    const told = knownCall(input);
    const written = await write(input, session, told);
    if ('skipped' in written) return ['the call was not written'];
    const attach = (): Promise<void> =>
      input.api.attachRecording!(written.ref, recordingTold, session.progress(told.key, 'recording'), session.context);
    await attach();
    await attach();
    const records = session.standIn.calls();
    return records.length === 1 && records[0]?.recordings === 1
      ? []
      : [`${records.length} records with ${records[0]?.recordings} recordings`];
  });
}

async function writesTicketOnce(input: MisApiInput): Promise<string[]> {
  const { tickets } = canOf(input);
  if (tickets === false) return [];
  const all: Record<string, ToldTicket> = {
    'of a missed call': ticketOf(input),
    'of the site, by somebody known': askedOf(input, input.subject.people.known),
    'of the site, by somebody new': askedOf(input),
  };
  const problems: string[] = [];
  for (const [name, ticket] of Object.entries(all)) problems.push(...(await writtenOnce(name, ticket)));
  return problems;

  async function writtenOnce(name: string, told: ToldTicket): Promise<string[]> {
    return inSession(input, {}, async (session) => {
      const create = async (): Promise<void> => {
        const progress = session.progress(told.key, 'ticket');
        const written = await input.api.createTicket!(told, progress, session.context);
        if ('ref' in written) await progress.claim(written.ref);
      };
      await create();
      await create();
      const count = session.standIn.tickets?.().length ?? 0;
      if (count !== 1) return [`${name}: ${count} requests`];
      if (tickets === false || tickets.afterDoubt !== 'look-up') return [];
      const found = await input.api.lookUpTicket!(told, session.progress('g'.repeat(30), 'ticket'), session.context);
      return found === null ? [`${name}: is not found again`] : [];
    });
  }
}

/** As the deliveries do it. */
async function sayOutcome({ api }: MisApiInput, session: Session, told: ToldOutcome): Promise<MisWritten> {
  const progress = session.progress(told.key, 'outcome');
  const written = await api.writeOutcome!(told, progress, session.context);
  if ('ref' in written) await progress.claim(written.ref);
  return written;
}

const outcomesOf = ({ standIn }: Session): readonly { ref: string; person: string; text: string }[] =>
  standIn.outcomes?.() ?? [];

async function writesOutcomeOnce(input: MisApiInput): Promise<string[]> {
  if (canOf(input).outcomes === false) return [];
  return inSession(input, {}, async (session) => {
    await sayOutcome(input, session, outcomeOf(input));
    await sayOutcome(input, session, outcomeOf(input));
    const texts = outcomesOf(session);
    const { household, householdCards, knownCard, near } = input.subject.people;
    const ofNobody = await sayOutcome(input, session, {
      ...outcomeOf(input, { call: callFrom(household, { cards: householdCards }) }),
      key: 'f'.repeat(30),
    });
    const ofStranger = await sayOutcome(input, session, {
      ...outcomeOf(input, { call: callFrom(near) }),
      key: '1'.repeat(30),
    });
    return [
      ...(texts.length === 1 && texts[0]?.person === knownCard && texts[0].text.includes('Итог: записан')
        ? []
        : [`${texts.length} texts, of ${texts.map(({ person }) => person).join()}`]),
      ...('skipped' in ofNobody && 'skipped' in ofStranger && outcomesOf(session).length === texts.length
        ? []
        : ['wrote what was said of nobody certain']),
    ];
  });
}

async function followsOutcome(input: MisApiInput): Promise<string[]> {
  const { outcomes } = canOf(input);
  if (outcomes === false) return [];
  return inSession(input, {}, async (session) => {
    await sayOutcome(input, session, outcomeOf(input));
    await sayOutcome(input, session, outcomeOf(input, { revision: 2, text: 'Итог: отказ' }));
    const texts = outcomesOf(session).map(({ text }) => /Итог: [а-я]+/.exec(text)?.[0]);
    const wanted = outcomes.update ? ['Итог: отказ'] : ['Итог: записан', 'Итог: отказ'];
    return texts.join() === wanted.join() ? [] : [`stands there: ${texts.join()}`];
  });
}

async function keepsWordsOfPeople(input: MisApiInput): Promise<string[]> {
  if (canOf(input).outcomes === false || input.api.lookUpOutcome === undefined) return [];
  return inSession(input, {}, async (session) => {
    const written = await sayOutcome(input, session, outcomeOf(input));
    if (!('ref' in written) || session.standIn.editOutcome === undefined) return ['nothing was written'];
    const edited = `${outcomesOf(session)[0]?.text ?? ''} Просила позвонить после шести.`;
    session.standIn.editOutcome(written.ref, edited);
    await sayOutcome(input, session, outcomeOf(input, { revision: 2, text: 'Итог: отказ' }));
    const texts = outcomesOf(session).map(({ text }) => text);
    return texts.length === 2 && texts[0] === edited && texts[1]?.includes('Итог: отказ') === true
      ? []
      : [`stands there: ${texts.join(' / ')}`];
  });
}

async function settlesOutcomes(input: MisApiInput): Promise<string[]> {
  const { outcomes } = canOf(input);
  if (outcomes === false) return [];
  const problems: string[] = [];
  const later = outcomeOf(input, { revision: 2, text: 'Итог: отказ' });
  const scenario = async (session: Session): Promise<void> => {
    for (const told of [outcomeOf(input), later]) {
      const error = await failureOf(sayOutcome(input, session, told));
      if (error === null) continue;
      session.faults(() => null);
      if (error instanceof AmbiguousFailure && outcomes.afterDoubt === 'person') return;
      const progress = session.progress(told.key, 'outcome');
      const found =
        error instanceof AmbiguousFailure && outcomes.afterDoubt === 'look-up'
          ? await input.api.lookUpOutcome!(told, progress, session.context)
          : null;
      if (found !== null) await progress.claim(found.ref);
      else await sayOutcome(input, session, told);
    }
  };
  const count = await inSession(input, {}, async (session) => {
    await scenario(session);
    return session.sent.length;
  });
  for (const lost of ['after', 'before'] as const)
    for (let position = 0; position < count; position++)
      await inSession(input, { fault: (_, at) => (at === position ? { lost } : null) }, async (session) => {
        await scenario(session);
        const { length } = outcomesOf(session);
        const most = outcomes.update ? 1 : 2;
        const right = outcomes.afterDoubt === 'person' ? length <= most : length === most;
        if (!right) problems.push(`request ${position + 1} lost ${lost}: ${length} texts`);
      });
  return problems;
}

async function movesOutcome(input: MisApiInput): Promise<string[]> {
  const { outcomes } = canOf(input);
  if (outcomes === false || !outcomes.update || input.api.lookUpOutcome === undefined) return [];
  const { household, householdCards } = input.subject.people;
  if (input.subject.listed === false) return [];
  return inSession(input, {}, async (session) => {
    const of = (chosen: string): ToldCall => callFrom(household, { cards: householdCards, chosen });
    await sayOutcome(input, session, outcomeOf(input, { call: of(householdCards[0]) }));
    await sayOutcome(input, session, outcomeOf(input, { revision: 2, call: of(householdCards[1]) }));
    const texts = outcomesOf(session).map(({ person, text }) => `${person}: ${text.split('\n')[0]}`);
    const wanted = [`${householdCards[0]}: Итог: звонил другой человек`, `${householdCards[1]}: Итог: записан`];
    return texts.join() === wanted.join() ? [] : [`stands there: ${texts.join()}`];
  });
}

const ringingOf = ({ subject }: MisApiInput): ToldRinging => ({
  ...{ phone: subject.people.known, line: '+74950000101', extension: '101' },
});

function enter(
  { api, subject }: MisApiInput,
  { context, progress }: Session,
  told: Partial<ToldNewVisit> = {},
): Promise<{ ref: string }> {
  const visit = { ...subject.asks.newVisit!.told, ...told };
  return api.writeVisit!(visit, progress(visit.key, 'visit'), context);
}

async function entersVisitOnce(input: MisApiInput): Promise<string[]> {
  const { newVisit } = input.subject.asks;
  if (canOf(input).newVisits === false || newVisit === undefined) return [];
  return inSession(input, {}, async (session) => {
    const { ref } = await enter(input, session);
    await session.progress(newVisit.told.key, 'visit').claim(ref);
    const again = await failureOf(enter(input, session));
    if (again !== null) return [`told again: ${kindOf(again)}`];
    const { person, doctor, startsAt, endsAt } = newVisit.told;
    const minutes = (endsAt.getTime() - startsAt.getTime()) / 60_000;
    const wanted = JSON.stringify([{ ref, person: person?.externalId, doctor, startsAt, minutes }]);
    const found = JSON.stringify(session.standIn.newVisits?.() ?? []);
    return found === wanted ? [] : [`entered ${found}, not ${wanted}`];
  });
}

async function settlesVisits(input: MisApiInput): Promise<string[]> {
  const { newVisits } = canOf(input);
  const { newVisit } = input.subject.asks;
  if (newVisits === false || newVisit === undefined) return [];
  const problems: string[] = [];
  const count = await inSession(input, {}, async (session) => {
    await enter(input, session);
    return session.sent.length;
  });
  for (const lost of ['after', 'before'] as const)
    for (let position = 0; position < count; position++)
      await inSession(input, { fault: (_, at) => (at === position ? { lost } : null) }, async (session) => {
        const error = await failureOf(enter(input, session));
        session.faults(() => null);
        const progress = session.progress(newVisit.told.key, 'visit');
        const isLookedUp = error instanceof AmbiguousFailure && newVisits.afterDoubt === 'look-up';
        const found = isLookedUp ? await input.api.lookUpVisit!(newVisit.told, progress, session.context) : null;
        const isOfPerson = error instanceof AmbiguousFailure && newVisits.afterDoubt === 'person';
        if (error !== null && found === null && !isOfPerson) {
          const again = await failureOf(enter(input, session));
          if (again !== null) problems.push(`request ${position + 1} lost ${lost} it was taken: ${kindOf(again)}`);
        }
        const { length } = session.standIn.newVisits?.() ?? [];
        if (isOfPerson ? length > 1 : length !== 1)
          problems.push(`request ${position + 1} lost ${lost} it was taken: ${length} visits`);
      });
  return problems;
}

async function entersNoneOver(input: MisApiInput): Promise<string[]> {
  const { newVisit } = input.subject.asks;
  if (canOf(input).newVisits === false || newVisit === undefined) return [];
  return inSession(input, {}, async (session) => {
    const { told, takenAt } = newVisit;
    // Begins before the other ends, and ends after it began.
    const problems: string[] = [];
    for (const shift of [-20, 0, 20]) {
      const startsAt = new Date(takenAt.getTime() + shift * 60_000);
      const endsAt = new Date(startsAt.getTime() + told.endsAt.getTime() - told.startsAt.getTime());
      const error = await failureOf(enter(input, session, { startsAt, endsAt }));
      if (kindOf(error) !== 'permanent') problems.push(`${shift} minutes from another: ${kindOf(error)}`);
    }
    const { length } = session.standIn.newVisits?.() ?? [];
    return length === 0 ? problems : [...problems, `${length} visits`];
  });
}

async function entersForNobody(input: MisApiInput): Promise<string[]> {
  const { asks, people } = input.subject;
  if (canOf(input).newVisits === false || asks.newVisit === undefined) return [];
  const { key } = asks.newVisit.told;
  return inSession(input, {}, async (session) => {
    const problems: string[] = [];
    for (const told of [
      callFrom(people.near, { key }),
      callFrom(people.household, { key, cards: people.householdCards }),
    ]) {
      const error = await failureOf(enter(input, session, told));
      if (kindOf(error) !== 'permanent') problems.push(kindOf(error));
    }
    return session.standIn.newVisits?.().length === 0 ? problems : [...problems, 'was entered'];
  });
}

async function showsRinging(input: MisApiInput): Promise<string[]> {
  if (!canOf(input).ringing) return [];
  return inSession(input, {}, async ({ context, standIn }) => {
    await input.api.tellRinging!(ringingOf(input), context);
    const shown = (standIn.shown?.() ?? []).map(({ phone }) => phone.replace(/\D/g, ''));
    return shown.join() === input.subject.people.known.slice(1) ? [] : [`shows ${shown.join() || 'nothing'}`];
  });
}

async function passesOnBusy(input: MisApiInput): Promise<string[]> {
  const busy = new TransientFailure('HTTP 429', { retryAfterSeconds: 77 });
  return overPositions(
    input,
    () => busy,
    ({ error }) =>
      error instanceof TransientFailure && error.retryAfterSeconds === 77 ? null : `${kindOf(error)}, no 77 seconds`,
  );
}

function judgesServerErrors(input: MisApiInput): Promise<string[]> {
  return overPositions(
    input,
    () => answer(500, 'internal'),
    ({ error, effect }) => expected(error, [effect === 'read' ? 'transient' : 'ambiguous']),
  );
}

function judgesRefusedRequests(input: MisApiInput): Promise<string[]> {
  return overPositions(
    input,
    (_, position) => answer(position % 2 === 0 ? 400 : 403, '{"error":"no","title":"no","status":400}'),
    ({ error }) => expected(error, ['permanent']),
  );
}

async function judgesRefusal(input: MisApiInput): Promise<string[]> {
  return overBehaviour(input, 'refuses', ['permanent']);
}

async function judgesLimit(input: MisApiInput): Promise<string[]> {
  return overBehaviour(input, 'over-limit', ['transient']);
}

async function judgesInnerError(input: MisApiInput): Promise<string[]> {
  return overBehaviour(input, 'fails', ['transient', 'ambiguous', 'permanent']);
}

async function overBehaviour(
  input: MisApiInput,
  behaviour: MisApiBehaviour,
  kinds: readonly string[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, run } of askingsOf(input))
    await inSession(input, { behaviour }, async (session) => {
      const problem = expected(await failureOf(run(session)), kinds);
      if (problem !== null) problems.push(`${name}: ${problem}`);
      if (session.standIn.calls().length > 0) problems.push(`${name}: wrote a call all the same`);
    });
  return problems;
}

async function renewsToken(input: MisApiInput): Promise<string[]> {
  if (input.subject.token === null) return [];
  const problems: string[] = [];
  for (const { name, run } of askingsOf(input))
    await inSession(input, { behaviour: 'expired' }, async (session) => {
      const error = await failureOf(run(session));
      if (error !== null) problems.push(`${name}: ${kindOf(error)} ${said(error)}`);
      if (session.renewed() !== 1) problems.push(`${name}: renewed ${session.renewed()} times`);
    });
  return problems;
}

function judgesHtml(input: MisApiInput): Promise<string[]> {
  const page = answer(200, '<!DOCTYPE html><html><body>Войдите в сеть</body></html>', { 'content-type': 'text/html' });
  return overPositions(
    input,
    () => page,
    ({ error, effect }) => expected(error, effect === 'read' ? ['transient', 'permanent'] : ['ambiguous']),
  );
}

async function standsForeignAnswers(input: MisApiInput): Promise<string[]> {
  const { api, adapter, subject } = input;
  // A database answers no texts: what it could say otherwise is a lost answer, once.
  const isWeb = /^https?:/.test(api.target(adapter.settings.parse(subject.settings)).url);
  const bodies = isWeb ? ['', 'null', '[]', '{}', '"text"', '{"result":null}', '{"data":[null]}', '{'] : [''];
  const problems: string[] = [];
  for (const body of bodies) {
    const found = await overPositions(
      input,
      () => answer(200, body),
      ({ error }) => expected(error, ['no failure', 'transient', 'ambiguous', 'permanent']),
    );
    problems.push(...found.map((problem) => `${body || 'nothing'}: ${problem}`));
  }
  return problems;
}

async function keepsAddresses(input: MisApiInput): Promise<string[]> {
  const { adapter, subject, api } = input;
  const texts = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(texts)
        : [];
  const hosts = (settings: unknown): Set<string> =>
    new Set(texts(settings).flatMap((text) => (/^[a-z]+:\/\//.test(text) ? [new URL(text).host] : [])));
  const problems: string[] = [];
  for (const settings of [subject.settings, subject.elsewhere]) {
    const allowed = hosts(adapter.settings.parse(settings));
    const session = await openSession(input, { settings });
    try {
      if (!allowed.has(new URL(api.target(session.context.settings).url).host))
        problems.push('its target is no address of its settings');
      for (const { name, run } of askingsOf(input)) {
        const error = await failureOf(run(session));
        if (error !== null) problems.push(`${name}: ${said(error)}`);
      }
      for (const { url } of session.sent)
        if (!allowed.has(new URL(url).host)) problems.push(`asks ${new URL(url).host}, which is no setting`);
    } finally {
      await session.close();
    }
  }
  return [...new Set(problems)];
}

async function keepsSecrets(input: MisApiInput): Promise<string[]> {
  const { subject } = input;
  const own = [subject.settings, subject.token].flatMap((told) => secretsIn(told));
  const { known, household, near } = subject.people;
  const numbers = [known, household, near].flatMap((phone) => [phone, phone.slice(1), phone.slice(2)]);
  const forbidden = [...own, ...(subject.secrets ?? []), ...numbers, 'Иванова'];
  const echo: Fault = (request) =>
    answer(400, JSON.stringify({ error: 'ECHO', error_description: `${request.url} ${String(request.body)}` }));
  const problems: string[] = [];
  const look = ({ error, name }: { error: unknown; name: string }): string | null => {
    if (!(error instanceof Error)) return null;
    const text = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    return (
      forbidden
        .filter((word) => text.includes(word))
        .map((word) => `${name} tells ${word}`)
        .join('; ') || null
    );
  };
  problems.push(...(await overPositions(input, echo, look)));
  problems.push(...(await overPositions(input, (request) => lostAnswer(request), look)));
  problems.push(...(await overPositions(input, () => answer(200, '{"unexpected":true}'), look)));
  return problems;
}

/** Texts under keys that sound like a secret, and the secret part of addresses. */
function secretsIn(told: unknown, key = ''): string[] {
  if (typeof told === 'string')
    return /secret|token|key|password|refresh|access/i.test(key) && told.length > 5 ? [told] : [];
  if (typeof told !== 'object' || told === null) return [];
  return Object.entries(told).flatMap(([name, value]) => secretsIn(value, name));
}
