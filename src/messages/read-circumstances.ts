import type { Configuration } from '../platform/configuration/index.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { isMobile } from './mobile-number.ts';
import type { StopMarks } from './stop-marks.ts';
import type { Consents, MessageCircumstances } from './refuse-message.ts';

/** What is known of a number before anything goes to it. `shared`: the text may name nobody. */
export type Circumstances = Omit<MessageCircumstances, 'class'> & { shared: boolean };

export async function readCircumstances(
  tx: Pick<Pool, 'query'> | PoolClient,
  phone: string,
  configuration: Pick<Configuration, 'calls' | 'lines'>,
  marks: StopMarks,
): Promise<Circumstances> {
  const found = (await readCircumstancesOf(tx, [phone], configuration, marks)).get(phone);
  if (found === undefined) throw new Error('Something is known of every number that is asked for');
  return found;
}

/** The same of many numbers at once. */
export async function readCircumstancesOf(
  tx: Pick<Pool, 'query'> | PoolClient,
  phones: readonly string[],
  configuration: Pick<Configuration, 'calls' | 'lines'>,
  marks: StopMarks,
): Promise<Map<string, Circumstances>> {
  if (phones.length === 0) return new Map();
  const asked = await Promise.all([...new Set(phones)].map(async (phone) => ({ phone, marks: await marks(phone) })));
  const { rows } = await tx.query<{
    phone: string;
    stop: 'advertising' | 'all' | null;
    consents: Record<string, boolean> | null;
    cards: number;
  }>(
    `select a.phone,
       (select case when bool_or(scope = 'all') then 'all' else min(scope) end from stop_list
        where phone = a.phone or phone = any(a.marks)) as stop,
       (select jsonb_object_agg(kind, given) from (
          select distinct on (kind) kind, given from consent where phone = a.phone order by kind, at desc, id desc) c) as consents,
       (select count(distinct p.id)::int from person_phone pp join person p on p.id = pp.person_id
        where pp.e164 = a.phone and p.deleted_at is null and p.merged_into is null and p.kind = 'patient'
          and (pp.valid_to is null or pp.valid_to >= now()::date)) as cards
     from jsonb_to_recordset($1::jsonb) a(phone text, marks text[])`,
    [JSON.stringify(asked)],
  );
  const { householdLimit, sharedNumbers } = configuration.calls;
  return new Map(
    rows.map(({ phone, stop, consents, cards }) => {
      const told = (kind: string): boolean | null => consents?.[kind] ?? null;
      const all: Consents = {
        ...{ processing: told('processing'), notices: told('notices'), advertising: told('advertising') },
        anonymousVisit: told('anonymous-visit'),
      };
      return [
        phone,
        {
          mobile: isMobile(phone),
          nobodys: cards > householdLimit || sharedNumbers.includes(phone) || configuration.lines.has(phone),
          stopList: stop,
          consents: all,
          shared: cards > 1 || all.anonymousVisit === false,
        },
      ];
    }),
  );
}
