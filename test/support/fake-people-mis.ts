import { z } from 'zod';
import { defineMisAdapter, type MisAdapter, type MisPerson } from '../../src/contracts/mis.ts';

export interface FakePeopleMis {
  adapter: MisAdapter;
  /** What it lists; tests change it. */
  cards: MisPerson[];
  /** Throws this after so many pages, null for never. */
  failAfter: { pages: number; error: Error } | null;
  /** Pages that were asked for. */
  asked: number;
}

/** A card with nothing but what is given. */
export function misPerson(card: Partial<MisPerson> & Pick<MisPerson, 'externalId' | 'fullName'>): MisPerson {
  return {
    ...{ formerId: null, mergedInto: null, kind: 'patient', surname: null, givenName: null, patronymic: null },
    ...{ birthDate: null, phones: [], note: null, household: null, lastVisit: null, knownBefore: false },
    ...{ validFrom: null, validTo: null, gone: false },
    ...card,
  };
}

/** A MIS that lists its cards, ten to a page. */
export function fakePeopleMis(cards: MisPerson[] = []): FakePeopleMis {
  const fake: FakePeopleMis = {
    adapter: defineMisAdapter({
      id: 'fake-people',
      name: 'A MIS that lists people',
      settings: z.object({}),
      capabilities: [],
      async *people({ signal }) {
        for (let at = 0; at < Math.max(1, fake.cards.length); at += 10) {
          signal.throwIfAborted();
          if (fake.failAfter !== null && at / 10 >= fake.failAfter.pages) throw fake.failAfter.error;
          fake.asked += 1;
          yield { people: fake.cards.slice(at, at + 10), total: fake.cards.length };
          await Promise.resolve();
        }
      },
    }) as MisAdapter,
    cards,
    failAfter: null,
    asked: 0,
  };
  return fake;
}
