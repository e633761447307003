import type pg from 'pg';

/** How a connector asks a table of cards, whose telephones are text as it was typed, who has a number. */
export interface QueryShape {
  name: string;
  /** What must be there first. */
  prepare?: string;
  /** Answers `id`s. */
  query: string;
  /** `query` for all numbers at once, of a table `asked (e164, digits, ten)`: `e164, id`. */
  all: string;
  /** What is asked for a number in E.164. */
  values(e164: string): string[];
  /** Reads every card for each number. */
  isScan: boolean;
}

const ten = (e164: string): string => e164.slice(-10);
const spelt = (e164: string): string[] => [e164, e164.slice(1), `8${ten(e164)}`, ten(e164)];

/** Spaces, hyphens, brackets and pluses taken out. */
const replaced = "replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+', '')";
const lastDigits = String.raw`right(regexp_replace(phone, '\D', '', 'g'), 10)`;

/** That LIKE '%…%' finds ten digits anywhere is that one of the parts of ten letters is equal to them. */
function anywhere(text: string): string {
  return `select distinct asked.e164, part.id from (
      select id, substr(text, at, 10) as ten
      from (select id, ${text} as text from card) written, generate_series(1, length(text) - 9) at
    ) part join asked using (ten)`;
}

export const queryShapes: readonly QueryShape[] = [
  {
    name: 'exact text, E.164, index',
    prepare: 'create index card_by_phone on card (phone)',
    query: 'select id from card where phone = $1',
    all: 'select asked.e164, card.id from card join asked on card.phone = asked.e164',
    values: (e164) => [e164],
    isScan: false,
  },
  {
    name: 'exact text in four spellings, index',
    query: 'select id from card where phone in ($1, $2, $3, $4)',
    all: "select asked.e164, card.id from asked join card on card.phone in (asked.e164, asked.digits, '8' || asked.ten, asked.ten)",
    values: spelt,
    isScan: false,
  },
  {
    name: "`phone ILIKE '%' || last10`",
    query: "select id from card where phone ilike '%' || $1",
    all: 'select asked.e164, card.id from card join asked on right(card.phone, 10) = asked.ten',
    values: (e164) => [ten(e164)],
    isScan: true,
  },
  {
    name: "nested `REPLACE(phone, …) LIKE '%' || last10 || '%'`",
    query: `select id from card where ${replaced} like '%' || $1 || '%'`,
    all: anywhere(replaced),
    values: (e164) => [ten(e164)],
    isScan: true,
  },
  {
    name: 'last ten digits of the text, index',
    prepare: `create index card_by_last_digits on card ((${lastDigits}))`,
    query: `select id from card where ${lastDigits} = $1`,
    all: `select asked.e164, card.id from card join asked on ${lastDigits} = asked.ten`,
    values: (e164) => [ten(e164)],
    isScan: false,
  },
];

/** Cards found by each number that finds any. */
export async function askAll(pool: pg.Pool, shape: QueryShape): Promise<Map<string, string[]>> {
  const { rows } = await pool.query<{ e164: string; ids: string[] }>(
    `select e164, array_agg(id) as ids from (${shape.all}) found group by e164`,
  );
  return new Map(rows.map(({ e164, ids }) => [e164, ids]));
}
