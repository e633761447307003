import { oneOf, seededRandom, type Random } from '../../support/seeded-random.ts';
import { branches, createNumbers, e164Of, type Branch, type CorpusNumber, type Kind } from './numbers.ts';
import { styles, type Style } from './styles.ts';

export interface CorpusPerson {
  /** Card number, unique in the corpus. */
  id: string;
  name: string;
  branch: Branch;
  kind: Kind;
  style: string;
  /** What stands in the card's field for telephones. */
  field: string;
  /** What a person reads there. */
  numbers: CorpusNumber[];
}

export interface CorpusCall {
  e164: string;
  /** As a PBX sends it. */
  sent: string;
  /** Cards that have this number, in order; empty: nobody's. */
  people: string[];
}

export interface Corpus {
  people: CorpusPerson[];
  /** A call from each number that somebody has, then from numbers that are nobody's and near to somebody's. */
  calls: CorpusCall[];
}

/** Of a thousand people 20 share a number with one or two others, written by each in another way. */
const BLOCK = 1000;
const HOUSEHOLDS = [2, 2, 2, 2, 3, 3, 3, 3];
/** Distance of one member of a household from the next. */
const APART = 250;
/** Five of a thousand have a number that is easily taken for somebody else's, and five such call and are nobody. */
const NEAR = 5;
const NEAR_FROM = 900;
/** Ten of them: how often each kind is. */
const shares: readonly Kind[] = [
  'mobile',
  'mobile',
  'mobile',
  'mobile',
  'mobile',
  'city',
  'city',
  '8-800',
  'extension',
  'foreign',
];

/** The same people and calls for the same seed; `people` is a multiple of a thousand, and the first ones stay the same. */
export function makeCorpus({ people: count, seed }: { people: number; seed: number }): Corpus {
  if (count % BLOCK !== 0) throw new Error(`A multiple of ${BLOCK} people`);
  const random = seededRandom(seed);
  const numbers = createNumbers(random);
  const people: CorpusPerson[] = [];
  const strangers: CorpusNumber[] = [];

  for (let first = 0; first < count; first += BLOCK) {
    const shared = HOUSEHOLDS.map(() => {
      const branch = oneOf(random, branches);
      return { branch, number: numbers.fresh(oneOf(random, shares), branch, random() < 0.5) };
    });
    const told = new Map<number, { branch: Branch; number: CorpusNumber }>();
    for (const [household, size] of HOUSEHOLDS.entries())
      for (let member = 0; member < size; member++) told.set(member * APART + household, shared[household]!);

    for (let index = 0; index < BLOCK; index++) {
      const id = first + index;
      let given = told.get(index);
      if (index >= NEAR_FROM && index < NEAR_FROM + NEAR) {
        const near = nearOf(people, first, random, numbers.near);
        given = { branch: oneOf(random, branches), number: near };
      }
      people.push(given ? written(id, given) : person(id));
    }
    for (let stranger = 0; stranger < NEAR; stranger++) strangers.push(nearOf(people, first, random, numbers.near));
  }
  return { people, calls: callsOf(people, strangers, random) };

  function person(id: number): CorpusPerson {
    const branch = oneOf(random, branches);
    const kind = oneOf(random, shares);
    const style = oneOf(random, stylesOf(kind));
    return inStyle(id, { branch, number: numbers.fresh(kind, branch, style.local === true), style });
  }

  /** A number that is given is written in any way that it can be. */
  function written(id: number, { branch, number }: { branch: Branch; number: CorpusNumber }): CorpusPerson {
    const isLocal = number.country === '7' && number.code === branch.areaCode;
    const fitting = stylesOf(number.kind).filter((style) => style.local !== true || isLocal);
    return inStyle(id, { branch, number, style: oneOf(random, fitting) });
  }

  function inStyle(
    id: number,
    { branch, number, style }: { branch: Branch; number: CorpusNumber; style: Style },
  ): CorpusPerson {
    const other = style.two ? numbers.fresh('mobile', branch, false) : number;
    return {
      id: String(id),
      name: `Фамилия${id} Имя${id % 300} Отчество${id % 200}`,
      branch,
      kind: number.kind,
      style: style.name,
      field: style.write(number, { random, other }),
      numbers: style.two ? [number, other] : [number],
    };
  }
}

function stylesOf(kind: Kind): readonly Style[] {
  return styles.filter((style) => style.kinds.includes(kind));
}

function nearOf(
  people: readonly CorpusPerson[],
  first: number,
  random: Random,
  near: (number: CorpusNumber) => CorpusNumber | null,
): CorpusNumber {
  for (let tried = 0; tried < BLOCK; tried++) {
    const someone = people[first + Math.floor(random() * NEAR_FROM)]?.numbers[0];
    const found = someone ? near(someone) : null;
    if (found !== null) return found;
  }
  throw new Error('Nobody has a number with a free neighbour');
}

function callsOf(people: readonly CorpusPerson[], strangers: readonly CorpusNumber[], random: Random): CorpusCall[] {
  const calls = new Map<string, CorpusCall>();
  const add = (number: CorpusNumber): CorpusCall => {
    const e164 = e164Of(number);
    const known = calls.get(e164);
    if (known !== undefined) return known;
    const call = { e164, sent: asSent(number, random), people: [] };
    calls.set(e164, call);
    return call;
  };
  for (const { id, numbers } of people)
    for (const number of numbers) {
      const { people: theirs } = add(number);
      if (theirs.at(-1) !== id) theirs.push(id);
    }
  for (const number of strangers) add(number);
  return [...calls.values()];
}

/** PBXs tell a caller with and without the plus, as dialled in the country, or by ten digits. */
function asSent(number: CorpusNumber, random: Random): string {
  const national = `${number.code}${number.rest}`;
  const international = `${number.country}${national}`;
  return oneOf(
    random,
    number.country === '7'
      ? [`+7${national}`, `7${national}`, `8${national}`, national]
      : [`+${international}`, international, `810${international}`, `00${international}`],
  );
}
