import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { callEventSchema, type CallEvent } from '../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../src/contracts/failures.ts';
import { pbxCapabilities, type PbxCapability } from '../../src/contracts/pbx.ts';
import { inboundRequest, type PbxFixture, type PbxSubject } from './pbx-subject.ts';

/** What every telephone adapter keeps. A rule answers the problems it found, none when the adapter keeps it. */
export interface PbxRule {
  name: string;
  problems(subject: PbxSubject): string[];
}

export const pbxRules: readonly PbxRule[] = [
  { name: 'accepts every fixture as it was sent', problems: acceptsAsSent },
  { name: 'refuses a request without credentials', problems: refusesWithoutCredentials },
  { name: 'refuses the credentials of another account', problems: refusesAnotherAccount },
  { name: 'refuses a secret with one byte changed, one cut and one added', problems: refusesChangedSecret },
  { name: 'refuses when any one of the sent credentials is wrong', problems: refusesPartlyWrong },
  { name: 'reads every fixture as exactly its events, twice the same', problems: readsFixtures },
  { name: 'gives only valid events of the account it was asked for', problems: givesValidEvents },
  { name: 'gives the same key to the same event and another to any other', problems: keysAreDistinct },
  { name: 'calls foreign bodies unreadable and never fails otherwise', problems: standsForeignBodies },
  { name: 'has a fixture for every declared capability and declares what its fixtures show', problems: owesFixtures },
  { name: 'reads its own templates as the provider fills them in', problems: readsItsTemplates },
  { name: 'reads its own simulated requests as the events they were made from', problems: readsItsSimulation },
];

function each(subject: PbxSubject, check: (fixture: PbxFixture) => string | null | (string | null)[]): string[] {
  return subject.fixtures.flatMap((fixture) =>
    [check(fixture)]
      .flat()
      .filter((problem) => problem !== null)
      .map((problem) => `${fixture.name}: ${problem}`),
  );
}

function acceptsAsSent(subject: PbxSubject): string[] {
  if (subject.fixtures.length === 0) return ['no fixtures'];
  return each(subject, ({ request, settings }) =>
    subject.adapter.authenticate(inboundRequest(request), settings) ? null : 'refused',
  );
}

/** Settings that are credentials carry `.meta({ writeOnly: true })` in the adapter's schema. */
function credentialNames({ adapter }: PbxSubject): string[] {
  const { properties = {} } = z.toJSONSchema(adapter.settings, { io: 'input' });
  return Object.entries(properties)
    .filter(([, schema]) => typeof schema === 'object' && schema.writeOnly === true)
    .map(([name]) => name);
}

function credentials(subject: PbxSubject, fixture: PbxFixture): string[] {
  return credentialNames(subject)
    .map((name) => fixture.settings[name])
    .filter((value) => typeof value === 'string');
}

function refusesWithoutCredentials(subject: PbxSubject): string[] {
  if (credentialNames(subject).length === 0) return ['no setting is marked as a credential'];
  const { adapter } = subject;
  return each(subject, (fixture) => {
    const bare = credentials(subject, fixture).reduce(
      (request, secret) => replaceSecret(request, secret, ''),
      fixture.request,
    );
    const unsigned = { ...fixture.request, path: '', headers: {}, query: {}, body: '' };
    return [bare, unsigned].map((request) =>
      isDeepStrictEqual(request, fixture.request) || !adapter.authenticate(inboundRequest(request), fixture.settings)
        ? null
        : 'accepted without its credentials',
    );
  });
}

function refusesAnotherAccount(subject: PbxSubject): string[] {
  return refusedWith(subject, (secret) => [[...secret].reverse().join('') + 'x', 'another-secret']);
}

function refusesChangedSecret(subject: PbxSubject): string[] {
  return refusedWith(subject, (secret) => [
    ...[...secret].map((byte, at) => secret.slice(0, at) + otherByte(byte) + secret.slice(at + 1)),
    secret.slice(0, -1),
    secret.slice(1),
    `${secret}a`,
    secret.toUpperCase() === secret ? secret.toLowerCase() : secret.toUpperCase(),
  ]);
}

function otherByte(byte: string): string {
  return byte === 'a' ? 'b' : 'a';
}

/** The request stays, the account's own secret is another one. */
function refusedWith(subject: PbxSubject, others: (secret: string) => string[]): string[] {
  return each(subject, ({ request, settings }) =>
    credentialNames(subject).flatMap((name) =>
      others(String(settings[name]))
        .filter((other) => other !== settings[name])
        .map((other) =>
          subject.adapter.authenticate(inboundRequest(request), { ...settings, [name]: other })
            ? `accepted although ${name} is ${other}`
            : null,
        ),
    ),
  );
}

type Part = 'path' | 'query' | 'headers' | 'body';

function replaceSecret(request: PbxFixture['request'], secret: string, by: string, only?: Part): PbxFixture['request'] {
  const text = (part: Part, value: string) => (!only || only === part ? value.replaceAll(secret, by) : value);
  const record = (part: Part, values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(part, value)]));
  return {
    ...request,
    path: text('path', request.path),
    query: record('query', request.query),
    headers: record('headers', request.headers),
    body: text('body', request.body),
  };
}

function refusesPartlyWrong(subject: PbxSubject): string[] {
  const parts: Part[] = ['path', 'query', 'headers', 'body'];
  return each(subject, (fixture) =>
    credentials(subject, fixture).flatMap((secret) =>
      parts.map((part) => {
        const changed = replaceSecret(fixture.request, secret, `wrong-${secret.slice(1)}`, part);
        if (isDeepStrictEqual(changed, fixture.request)) return null;
        const accepted = subject.adapter.authenticate(inboundRequest(changed), fixture.settings);
        return accepted ? `accepted with a wrong secret in the ${part}` : null;
      }),
    ),
  );
}

function parse({ adapter }: PbxSubject, { request, settings, account }: PbxFixture): CallEvent[] {
  return adapter.parse(inboundRequest(request), { account, settings });
}

function readsFixtures(subject: PbxSubject): string[] {
  return each(subject, (fixture) => {
    const first = outcome(() => parse(subject, fixture));
    const second = outcome(() => parse(subject, fixture));
    if (!isDeepStrictEqual(first, second)) return 'differs when it is read again';
    return isDeepStrictEqual(first, fixture.events) ? null : `reads ${JSON.stringify(first)}`;
  });
}

function outcome<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return String(error);
  }
}

function givesValidEvents(subject: PbxSubject): string[] {
  return each(subject, (fixture) => {
    const events = parse(subject, { ...fixture, account: 'another-account' });
    return events.map((event) => {
      if (event.account !== 'another-account') return `is of account ${event.account}`;
      const valid = callEventSchema.safeParse(event);
      return valid.success ? null : z.prettifyError(valid.error);
    });
  });
}

function keysAreDistinct(subject: PbxSubject): string[] {
  return sharedKeys(
    subject.fixtures.flatMap((fixture) => parse(subject, fixture).map((event) => ({ name: fixture.name, event }))),
  );
}

/** The same event has the same key, and any other another. */
export function sharedKeys(all: readonly { name: string; event: CallEvent }[]): string[] {
  const said = all.map(({ event }) => JSON.stringify({ ...event, eventKey: null }));
  return all.flatMap(({ name, event }, at) =>
    all.slice(0, at).flatMap((earlier, before) => {
      const sameKey = event.eventKey === earlier.event.eventKey;
      if (sameKey === (said[at] === said[before])) return [];
      return `${name} and ${earlier.name} have ${sameKey ? 'one key' : 'two keys'}`;
    }),
  );
}

const foreignBodies: readonly (string | Buffer)[] = [
  '',
  ' ',
  '{}',
  'null',
  '[]',
  '0',
  '"text"',
  '[{}]',
  '{"event":',
  '{"__proto__":{"event":"ringing"}}',
  '<?xml version="1.0"?><call id="1"><from>79000000102</from></call>',
  '<!doctype html><title>502 Bad Gateway</title>',
  'a=b&c=d',
  '{"a":1}=&b',
  '%7B%22a%22',
  '[['.repeat(100_000),
  '{"a":'.repeat(100_000),
  ':""'.repeat(300_000),
  `{"a":""${'b'.repeat(1_000_000)}`,
  'noise '.repeat(180_000),
  Buffer.from(Uint8Array.from({ length: 1_000_000 }, (_, at) => (at * 7919 + (at >> 3)) & 255)),
  Buffer.from([0, 255, 254, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
];

function standsForeignBodies(subject: PbxSubject): string[] {
  const shapes = subject.fixtures.filter(
    ({ request }, at, all) =>
      all.findIndex((other) => other.request.method === request.method && other.request.path === request.path) === at,
  );
  return each({ ...subject, fixtures: shapes }, ({ request, settings, account }) =>
    foreignBodies.map((body) => {
      const foreign = inboundRequest({ ...request, query: {}, body });
      const shown = JSON.stringify(String(body).slice(0, 20));
      try {
        subject.adapter.authenticate(foreign, settings);
        const events = subject.adapter.parse(foreign, { account, settings });
        return events.length === 0 ? null : `${shown} was read as a call`;
      } catch (error) {
        return error instanceof UnreadableNotification ? null : `${shown} failed with ${String(error)}`;
      }
    }),
  );
}

/** How a PBX says that a call reached the line: that it is there, or where in the scheme it is. */
const arrivals: ReadonlySet<CallEvent['kind']> = new Set<CallEvent['kind']>(['started', 'in-menu', 'queued']);

const shows: Readonly<Record<PbxCapability, (event: CallEvent) => boolean>> = {
  incoming: ({ kind, direction }) => arrivals.has(kind) && direction === 'in',
  ringing: ({ kind }) => kind === 'ringing',
  answered: ({ kind }) => kind === 'answered',
  missed: ({ kind }) => kind === 'missed',
  ended: ({ kind }) => kind === 'ended',
  outgoing: ({ kind, direction }) => (kind === 'started' || kind === 'ringing') && direction === 'out',
  'recording-link': ({ recording }) => recording !== null,
  transfer: ({ kind }) => kind === 'transferred' || kind === 'linked',
  voicemail: ({ kind, recording }) => kind === 'voicemail' || recording?.kind === 'voicemail',
  internal: ({ direction }) => direction === 'internal',
  withheld: ({ kind, direction, external }) => arrivals.has(kind) && direction === 'in' && external === null,
};

function owesFixtures({ adapter, fixtures }: PbxSubject): string[] {
  return unshown(
    adapter.capabilities,
    fixtures.flatMap((fixture) => fixture.events),
  );
}

/** Capabilities that are declared and not shown, or shown and not declared. */
export function unshown(declared: readonly PbxCapability[], events: readonly CallEvent[]): string[] {
  return pbxCapabilities.flatMap((capability) => {
    const shown = events.some(shows[capability]);
    if (shown === declared.includes(capability)) return [];
    return shown ? `${capability} is in a fixture and not declared` : `${capability} is declared and in no fixture`;
  });
}

function readsItsTemplates(subject: PbxSubject): string[] {
  const { adapter, templateValues } = subject;
  if (!adapter.templates) return [];
  const [fixture] = subject.fixtures;
  if (!fixture) return ['no fixtures'];
  const { settings, account } = fixture;
  const prefix = `https://trubka.example/webhooks/${account}`;
  const templates = adapter.templates(account, settings, 'https://trubka.example');
  const problems = templates.flatMap(({ kind = 'request', title, method, url, body }) => {
    // Twilio signs the letter case of the host as it stands in its console.
    if (!url.toLowerCase().startsWith(prefix)) return `${title}: ${url} is not under ${prefix}`;
    if (kind === 'file' && !body?.includes(url)) return `${title}: the address is not in the file`;
    if (kind !== 'request')
      return arrivesAt(subject, fixture, url.slice(prefix.length)) ? [] : `${title}: nobody reads ${url}`;
    const filled = fill(body ?? '', templateValues);
    if (filled.missing.length > 0) return `${title}: no sample for ${filled.missing.join(', ')}`;
    const [path = '', rawQuery = ''] = url.slice(prefix.length).split('?');
    const query = Object.fromEntries(new URLSearchParams(fill(rawQuery, templateValues).text));
    const request = inboundRequest({ method, path, query, body: filled.text });
    if (!adapter.authenticate(request, settings)) return `${title}: refused`;
    const events = outcome(() => adapter.parse(request, { account, settings }));
    return typeof events === 'string' || events.length !== 1 ? `${title}: reads ${JSON.stringify(events)}` : [];
  });
  return templates.length > 0 ? problems : ['no templates'];
}

/**
 * True where a fixture of the same secret came to this address, or to one that the provider makes of it: what it sends
 * there is its own.
 */
function arrivesAt({ fixtures }: PbxSubject, { settings }: PbxFixture, address: string): boolean {
  const [path = ''] = address.split('?');
  // Some add a path of their own to the address.
  const here = ({ request }: PbxFixture): boolean => request.path === path || request.path.startsWith(`${path}/`);
  return fixtures.some((fixture) => here(fixture) && fixture.settings['secret'] === settings['secret']);
}

/** Strings are put in already quoted, numbers bare (the provider's way with `{{name}}`). */
function fill(text: string, values: PbxSubject['templateValues']): { text: string; missing: string[] } {
  const missing: string[] = [];
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (!Object.hasOwn(values, name)) missing.push(name);
    return JSON.stringify(values[name]);
  });
  return { text: filled, missing };
}

function readsItsSimulation(subject: PbxSubject): string[] {
  const { adapter } = subject;
  const simulate = adapter.simulate?.bind(adapter);
  if (!simulate) return [];
  return each(subject, ({ events, settings, account }) =>
    events.map((event) => {
      const requests = simulate(event, settings).map((request) => inboundRequest({ ...request, query: {} }));
      // What a provider tells only along with another event has no request of its own.
      if (requests.length === 0 && events.some((other) => simulate(other, settings).length > 0)) return null;
      if (!requests.every((request) => adapter.authenticate(request, settings))) return 'its simulation is refused';
      const read = outcome(() => requests.flatMap((request) => adapter.parse(request, { account, settings })));
      return isDeepStrictEqual(read, [event]) ? null : `its simulation reads ${JSON.stringify(read)}`;
    }),
  );
}
