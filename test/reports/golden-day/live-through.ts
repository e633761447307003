import { identifyCaller, type DataLevel } from '../../../src/callers/index.ts';
import type { Configuration } from '../../../src/platform/configuration/index.ts';
import type { Pool } from '../../../src/platform/database/index.ts';
import { markCalls, markRequests, markVisits } from '../../../src/reports/contact-due.ts';
import { recountDue } from '../../../src/reports/recount.ts';
import { writeRequests } from '../clinic.ts';
import { addedVisits, cards, earlierVisits, numbers, stories, zone, type Story } from './day.ts';
import { instant } from './instant.ts';
import { requests, sundayCalls } from './sunday.ts';

export { instant };

/** Plays the day with what a clinic of this data level knows at each moment, as the product identifies callers. */
export async function liveThrough(pool: Pool, level: DataLevel, configuration: Configuration): Promise<void> {
  const people = level !== 'T0';
  const visits = level === 'T3' || level === 'T4';
  const listed = cards.filter((card) => (people || card.kind !== undefined) && card.since === undefined);
  await writeCards(pool, listed);
  if (people)
    await pool.query(
      `insert into directory_source (source, kind, refreshed_at, people) values ('file:patients', 'patient', $1, 20)`,
      [instant('16 06:00')],
    );
  if (people)
    for (const { id } of listed.filter(({ treated }) => treated))
      await writeVisit(pool, { id: 900 + id, person: id, added: null, at: '10 10:00', state: 'completed' });
  if (visits)
    for (const visit of earlierVisits)
      await writeVisit(pool, { ...visit, added: instant('12 12:00'), state: 'planned' });

  for (const story of [...sundayCalls, ...stories]) {
    if (level === 'T4') await learnVisits(pool, instant(story.at));
    await writeStory(pool, story, configuration);
  }
  if (people)
    await writeCards(
      pool,
      cards.filter(({ since }) => since !== undefined),
    );
  if (visits) {
    for (const visit of addedVisits) {
      // A report of the day tells on which day a visit was added.
      const added = level === 'T4' ? instant(visit.added) : instant('17 00:00');
      await writeVisit(pool, {
        ...{ id: visit.id, person: visit.person, added, at: visit.at, state: visit.is },
        ...('cancelled' in visit && { cancelled: instant(visit.cancelled) }),
      });
    }
    await pool.query(`update visit set state = 'no-show' where id = 5`);
  }
  await markCalls(
    pool,
    [...sundayCalls, ...stories].map(({ id }) => id),
  );
  await writeRequests(pool, people ? requests : requests.map((request) => ({ ...request, person: null })));
  await markRequests(
    pool,
    requests.map(({ id }) => id),
  );
  await markVisits(
    pool,
    addedVisits.map(({ id }) => id),
  );
  while ((await recountDue(pool, configuration)) > 0);
}

/** What the MIS told until then. */
async function learnVisits(pool: Pool, now: Date): Promise<void> {
  for (const visit of addedVisits) {
    if (instant(visit.added) > now) continue;
    const cancelled = 'cancelled' in visit && instant(visit.cancelled) < now;
    // The card of 107 is made together with the visit.
    const card = cards.find(({ id }) => id === visit.person);
    if (card?.since !== undefined) continue;
    await writeVisit(pool, {
      ...{ id: visit.id, person: visit.person, added: instant(visit.added), at: visit.at },
      state: cancelled ? 'cancelled' : 'planned',
    });
  }
}

async function writeCards(pool: Pool, told: typeof cards): Promise<void> {
  for (const { id, kind, household, numbers: letters } of told) {
    await pool.query(
      `insert into person (id, source, external_id, kind, full_name, household, updated_at) overriding system value
       values ($1, 'file:patients', $2, $3, $2, $4, now())`,
      [id, String(id), kind ?? 'patient', household ?? null],
    );
    for (const letter of letters)
      await pool.query('insert into person_phone (person_id, e164) values ($1, $2)', [id, numbers[letter]]);
  }
}

async function writeVisit(
  pool: Pool,
  visit: { id: number; person: number; added: Date | null; at: string; state: string; cancelled?: Date },
): Promise<void> {
  await pool.query(
    `insert into visit (id, source, external_id, person_id, branch, zone, starts_at, ends_at, state, added_at, updated_at, source_updated_at)
     overriding system value
     values ($1::bigint, 'mis', ($1::bigint)::text, $2, 'center', $3, $4::timestamptz, $4::timestamptz + interval '1 hour', $5, $6, now(), $7)
     on conflict (source, external_id) do update set state = excluded.state, added_at = excluded.added_at, source_updated_at = excluded.source_updated_at`,
    [visit.id, visit.person, zone, instant(visit.at), visit.state, visit.added, visit.cancelled ?? null],
  );
}

async function writeStory(pool: Pool, story: Story, configuration: Configuration): Promise<void> {
  const at = instant(story.at);
  const external = (numbers[story.from] ?? null) as never;
  const direction = story.what === 'in' ? 'in' : 'out';
  const answered = story.by !== undefined;
  const robot = story.from === 'Y';
  const seconds = robot ? 1 : 20 + (story.talk ?? 0);
  const { rows } = await pool.query<{ entries: never[]; as_of: Date | null }>(
    'select directory_entries($1, $2, 8) as entries, directory_as_of() as as_of',
    [external === null ? [] : [external], at],
  );
  const { caller, evidence } = identifyCaller({
    external,
    direction,
    startedAt: at,
    entries: rows[0]?.entries ?? [],
    asOf: rows[0]?.as_of ?? null,
    chosenPerson: story.tapped ?? null,
    recentCalls: robot
      ? stories
          .filter(({ from, id }) => from === 'Y' && id !== story.id)
          .map((ring) => ({ startedAt: instant(ring.at), seconds: 1, result: 'missed' }))
      : [],
    seconds,
    settings: configuration.calls,
    ownNumbers: new Set(configuration.lines.keys()),
    zone,
  });
  const ended = new Date(at.getTime() + seconds * 1000);
  await pool.query(
    `insert into call (id, account, branch, zone, line, direction, external, state, result, missed_reason, started_at, answered_at, ended_at,
       answered_extension, wait_seconds, talk_seconds, kind, class, outcome, fold, caller, evidence, learnt_at, settled_at, version)
     values ($1, 'uis', $2, $3, $4, $5, $6, 'ended', $7, $8, $9, $10, $11, $12, 20, $13, $14, $15, $16, $17, $18, $19, $9, $11, 1)`,
    [
      ...[story.id, story.branch ?? 'center', zone, story.branch === 'north' ? '+74950000102' : '+74950000101'],
      ...[direction, external, answered ? 'answered' : direction === 'in' ? 'missed' : 'unanswered'],
      ...[answered || direction === 'out' ? null : 'no-answer', at, answered ? new Date(at.getTime() + 20_000) : null],
      ...[ended, story.by ?? null, story.talk ?? null, caller.kind, caller.class, story.outcome ?? null],
      JSON.stringify({ initiator: story.what === 'site-callback' ? 'CallbackWidget' : null, legs: [], recordings: [] }),
      ...[JSON.stringify(caller), JSON.stringify(evidence)],
    ],
  );
}
