import type { PushedCall } from '../contracts/pushed-event.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { RequestRow } from './request-row.ts';
import { doctorIn, isOf, standIn, type RequestTargets } from './tell-request.ts';

/**
 * Owes a visit of a request to every account that visits are entered in: of one that a workplace made, with a doctor and a
 * time, for somebody who is certain. What a visitor of the site wishes, a person books. Of whom it turned out not to be,
 * nothing is entered any more.
 */
export async function bookRequest(
  tx: PoolClient,
  row: RequestRow,
  {
    configuration,
    targets,
  }: { configuration: Configuration; targets: Pick<RequestTargets, 'called' | 'oweNewVisits'> },
): Promise<void> {
  const { source, state, plan_start: startsAt, plan_end: endsAt } = row;
  if (source !== 'seat' || state !== 'active' || startsAt === null || endsAt === null || endsAt <= startsAt) return;
  const entering = [...targets.called.values()].filter(
    ({ can, wants }) => wants.newVisits && can.newVisits !== false && isOf(row, wants.branches),
  );
  if (entering.length === 0) return;
  const card = await cardOf(tx, row);
  // A card of another system is looked for there by its number.
  const theirs = entering.filter(
    ({ cards, can }) => card !== null && (cards.includes(card.source ?? '') || can.findPeople === 'by-phone'),
  );
  const visits = await Promise.all(
    theirs.map(async ({ account, wants: { names } }) => {
      const doctors = await doctorsOf(tx, account, configuration);
      const doctor = doctorIn(row, { doctors, branches: [] })?.id ?? null;
      const call = standIn(row, { caller: null, configuration, origin: null, names });
      if (card === null || doctor === null) return [];
      const candidates = [{ ...card, ...(!names && { name: null }) }];
      return [{ account, doctor, startsAt, endsAt, call: { ...call, candidates } }];
    }),
  );
  await targets.oweNewVisits(tx, { requestId: row.id, visits: visits.flat() });
}

/** The card of the one whose request it certainly is, as the only one who may have asked. */
async function cardOf(
  tx: PoolClient,
  { person_id: personId }: RequestRow,
): Promise<PushedCall['candidates'][number] | null> {
  if (personId === null) return null;
  const { rows } = await tx.query<{ source: string; external_id: string; full_name: string }>(
    `select source, external_id, full_name from person where id = $1 and kind = 'patient'`,
    [personId],
  );
  const [found] = rows;
  if (found === undefined) return null;
  return {
    ...{ id: String(personId), source: found.source, externalId: found.external_id, name: found.full_name },
    ...{ kind: 'patient', class: 'unknown', relation: null, nextVisit: null, rank: 1, why: 'chosen', chosen: true },
  };
}

/** Those of the visits that were read of the account. */
async function doctorsOf(
  tx: PoolClient,
  account: string,
  { appointments }: Configuration,
): Promise<{ id: string; name: string }[]> {
  const sources = (appointments?.sources ?? []).filter((one) => one.account === account).map(({ id }) => id);
  const { rows } = await tx.query<{ id: string; name: string }>(
    `select distinct on (doctor_id) doctor_id as id, doctor as name from visit
     where source = any($1) and doctor_id is not null and doctor is not null
     order by doctor_id, starts_at desc`,
    [sources],
  );
  return rows;
}
