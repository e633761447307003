import nock from 'nock';
import { createHttpClient } from '../../adapters/kit/http.ts';
import { misAdapters } from '../../adapters/mis/index.ts';
import { medods } from '../../adapters/mis/medods/adapter.ts';
import { openMedodsStub, type MedodsStub } from '../../adapters/mis/medods/stub.ts';
import { openDental } from '../../adapters/mis/opendental/adapter.ts';
import { openOpenDentalStub, type OpenDentalStub } from '../../adapters/mis/opendental/stub.ts';
import type { HttpClient } from '../../src/contracts/http-client.ts';
import type { MisAdapter, MisPeopleContext, MisPerson } from '../../src/contracts/mis.ts';
import { fakePeopleMis, misPerson } from '../support/fake-people-mis.ts';
import { noSql } from '../support/no-sql.ts';

/** How a MIS that lists people is made to have some. An adapter with `people` adds its stub here. */
interface Subject {
  adapter: MisAdapter;
  context(signal: AbortSignal): MisPeopleContext<unknown>;
  /** Another 25 cards, of which the first was merged into the second, where the MIS tells that. */
  has25(): void;
  tellsMerges?: false;
  asked(): number;
}

const http: HttpClient = createHttpClient({ timeoutMs: 2_000 });
beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  http.close();
  nock.enableNetConnect();
  nock.restore();
});

const notAsked = (): Promise<never> => Promise.reject(new Error('not asked'));
const contextOf = (signal: AbortSignal): MisPeopleContext<unknown> => ({
  ...{
    account: 'mis',
    settings: {},
    branches: [],
    http: { send: notAsked, close: () => undefined },
    sql: noSql,
    signal,
  },
  tokens: { get: notAsked },
  clock: { now: () => new Date('2026-11-18T07:00:00Z') },
});

const subjects: Record<string, () => Subject> = {
  opendental: () => {
    const settings = openDental.settings.parse({
      ...{ developerKey: 'developer-key', customerKey: 'customer-key', pageSize: 10, secondsPerRequest: 0 },
    });
    let stub: OpenDentalStub = openOpenDentalStub(settings);
    return {
      adapter: openDental,
      tellsMerges: false,
      context: (signal) => ({ ...contextOf(signal), settings, http }),
      has25() {
        stub.close();
        const patients = Array.from({ length: 25 }, (_, index) => ({ PatNum: index + 1, LName: `Орлова ${index}` }));
        stub = openOpenDentalStub(settings, 'sound', { patients });
      },
      asked: () => stub.asked,
    };
  },
  medods: () => {
    const settings = medods.settings.parse({
      ...{ url: 'https://clinic.medods.example', identity: 'identity', secret: 'secret-1332ea456eb651f0' },
    });
    const now = new Date('2026-11-18T07:00:00Z');
    let stub: MedodsStub = openMedodsStub(settings, 'sound', { now });
    return {
      adapter: medods,
      tellsMerges: false,
      context: (signal) => ({ ...contextOf(signal), settings, http }),
      has25() {
        stub.close();
        const clients = Array.from({ length: 25 }, (_, index) => ({ id: index + 1, surname: `Орлова ${index}` }));
        stub = openMedodsStub(settings, 'sound', { now, clients });
      },
      asked: () => stub.asked,
    };
  },
  'fake-people': () => {
    const fake = fakePeopleMis();
    return {
      adapter: fake.adapter,
      context: contextOf,
      has25() {
        fake.cards = Array.from({ length: 25 }, (_, index) =>
          misPerson({
            externalId: String(index + 1),
            fullName: `Орлова ${index}`,
            mergedInto: index === 0 ? '2' : null,
          }),
        );
      },
      asked: () => fake.asked,
    };
  },
};

it('every adapter that lists people is held against these rules', () => {
  const listing = misAdapters.filter((adapter) => adapter.people !== undefined).map(({ id }) => id);
  expect(listing.filter((id) => subjects[id] === undefined)).toEqual([]);
});

describe.each(Object.entries(subjects))('people of %s', (_id, create) => {
  const list = async (subject: Subject): Promise<MisPerson[]> => {
    const found: MisPerson[] = [];
    for await (const page of subject.adapter.people!(subject.context(new AbortController().signal)))
      found.push(...page.people);
    return found;
  };

  it('lists every card, over all pages, with permanent ids', async () => {
    const subject = create();
    subject.has25();
    const ids = (await list(subject)).map(({ externalId }) => externalId);
    expect(new Set(ids).size).toBe(25);
    expect((await list(subject)).map(({ externalId }) => externalId)).toEqual(ids);
  });

  it('tells which card lives on in which', async () => {
    const subject = create();
    subject.has25();
    if (subject.tellsMerges === false) return;
    const merged = (await list(subject)).filter(({ mergedInto }) => mergedInto !== null);
    expect(merged).toHaveLength(1);
    expect(merged[0]?.mergedInto).not.toBe(merged[0]?.externalId);
  });

  it('asks for the next page only when the last was taken', async () => {
    const subject = create();
    subject.has25();
    for await (const _ of subject.adapter.people!(subject.context(new AbortController().signal))) break;
    expect(subject.asked()).toBe(1);
  });

  it('ends when it is told to', async () => {
    const subject = create();
    subject.has25();
    const stop = new AbortController();
    await expect(
      (async () => {
        for await (const _ of subject.adapter.people!(subject.context(stop.signal))) stop.abort();
      })(),
    ).rejects.toThrow();
    expect(subject.asked()).toBe(1);
  });

  it('an empty MIS has no cards and no error', async () => {
    expect(await list(create())).toEqual([]);
  });
});
