import { misAdapters } from '../../adapters/mis/index.ts';
import type { HttpClient } from '../../src/contracts/http-client.ts';
import type { MisAdapter, MisPeopleContext, MisPerson } from '../../src/contracts/mis.ts';
import { fakePeopleMis, misPerson } from '../support/fake-people-mis.ts';

/** How a MIS that lists people is made to have some. An adapter with `people` adds its stub here. */
interface Subject {
  adapter: MisAdapter;
  context(signal: AbortSignal): MisPeopleContext<unknown>;
  /** Another 25 cards, of which the first was merged into the second. */
  has25(): void;
  asked(): number;
}

const subjects: Record<string, () => Subject> = {
  'fake-people': () => {
    const fake = fakePeopleMis();
    const http: HttpClient = { send: () => Promise.reject(new Error('not asked')), close: () => undefined };
    return {
      adapter: fake.adapter,
      context: (signal) => ({
        ...{ account: 'mis', settings: {}, branches: [], http, signal },
        clock: { now: () => new Date('2026-11-18T07:00:00Z') },
      }),
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
