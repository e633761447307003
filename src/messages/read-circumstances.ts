import type { Configuration } from '../platform/configuration/index.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { isMobile } from './mobile-number.ts';
import type { Consents, MessageCircumstances } from './refuse-message.ts';

/** What is known of a number before anything goes to it. `shared`: the text may name nobody. */
export async function readCircumstances(
  tx: Pick<Pool, 'query'> | PoolClient,
  phone: string,
  configuration: Pick<Configuration, 'calls' | 'lines'>,
): Promise<Omit<MessageCircumstances, 'class'> & { shared: boolean }> {
  const { rows } = await tx.query<{
    stop: 'advertising' | 'all' | null;
    consents: Record<string, boolean> | null;
    cards: number;
  }>(
    `select (select scope from stop_list where phone = $1) as stop,
       (select jsonb_object_agg(kind, given) from (
          select distinct on (kind) kind, given from consent where phone = $1 order by kind, at desc, id desc) c) as consents,
       (select count(distinct p.id)::int from person_phone pp join person p on p.id = pp.person_id
        where pp.e164 = $1 and p.deleted_at is null and p.merged_into is null and p.kind = 'patient'
          and (pp.valid_to is null or pp.valid_to >= now()::date)) as cards`,
    [phone],
  );
  const { stop = null, consents = null, cards = 0 } = rows[0] ?? {};
  const told = (kind: string): boolean | null => consents?.[kind] ?? null;
  const all: Consents = {
    ...{ processing: told('processing'), notices: told('notices'), advertising: told('advertising') },
    anonymousVisit: told('anonymous-visit'),
  };
  const { householdLimit, sharedNumbers } = configuration.calls;
  return {
    mobile: isMobile(phone),
    nobodys: cards > householdLimit || sharedNumbers.includes(phone) || configuration.lines.has(phone),
    stopList: stop,
    consents: all,
    shared: cards > 1 || all.anonymousVisit === false,
  };
}
