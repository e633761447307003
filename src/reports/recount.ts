import { DateTime } from 'luxon';
import type { Configuration } from '../platform/configuration/index.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import { attributeBooking, type Attribution } from './attribute-booking.ts';
import {
  addHouseholds,
  addVisitors,
  bookedVisit,
  readAddedVisits,
  writeBookings,
  type CountedVisit,
} from './booking-store.ts';
import { contactsOf } from './contacts-of.ts';
import { takeDue } from './contact-due.ts';
import { NETWORK, replaceContacts, scopeOf } from './contact-store.ts';
import type { Contact, ContactSettings, Touch } from './contact.ts';
import { mayCount } from './counting-lock.ts';
import { endOfNextWorkingDay } from './next-working-day.ts';
import { readRequestTouches, rewriteRequests } from './request-touches.ts';
import { addNeighbours, readTouches, rewriteTouches, type Parties } from './touch-store.ts';

const DAY = 86_400_000;
/** What happens now changes contacts that were opened at most this long ago: our call joins, a term runs, a channel holds. */
const BACK_DAYS = 35;
/** A cancelled visit and a new one this close together are a move. */
const MOVE_MINUTES = 30;

/**
 * Counts anew the contacts that calls, requests and visits marked since the last turn touch; at most `limit` marks. Answers how
 * many marks were taken; 0 also while another process counts or somebody is erased.
 */
export async function recountDue(pool: Pool, configuration: Configuration, limit = 1000): Promise<number> {
  return inTransaction(pool, async (tx) => {
    if (!(await mayCount(tx))) return 0;
    const due = await takeDue(tx, limit);
    if (due.rows === 0) return 0;
    const { parties, since } = await rewriteTouches(tx, due.calls, configuration);
    const asked = await rewriteRequests(tx, due.requests, { parties, configuration });
    const added = await addVisitors(tx, due.visits, parties);
    const times = [since, asked, added].filter((at) => at !== null);
    if (times.length === 0) return due.rows;
    await recount(tx, { parties, since: Math.min(...times) }, configuration);
    return due.rows;
  });
}

async function recount(
  tx: PoolClient,
  { parties, since }: Awaited<ReturnType<typeof rewriteTouches>> & { since: number },
  configuration: Configuration,
): Promise<void> {
  const settings = contactSettings(configuration);
  // Contacts of the first days read lack what came before them, so they are read but not written.
  const readFrom = new Date(since - 2 * BACK_DAYS * DAY - DAY);
  await addAllConcerned(tx, parties, readFrom);
  const keys = [...parties.keys];
  const touches = [...(await readTouches(tx, keys, readFrom)), ...(await readRequestTouches(tx, keys, readFrom))];
  const visits = await readAddedVisits(tx, parties, readFrom, MOVE_MINUTES);
  const fromDay = DateTime.fromMillis(since - BACK_DAYS * DAY, { zone: 'UTC' }).toFormat('yyyy-MM-dd');
  const attributed = attributeAll(visits, touches, settings, configuration.reports.strongMinutes);
  const bookings = attributed.flatMap(({ visit, attribution }) => bookedVisit(visit, attribution));
  const network = contactsOf(touches, bookings, settings, 'network');
  const joined = callsOf(network);
  await replaceContacts(tx, {
    keys,
    fromDay,
    contacts: [
      ...contactsOf(touches, bookings, settings, 'branch').map((contact) => ({
        scope: scopeOf(contact.branch),
        contact,
      })),
      ...network.map((contact) => ({ scope: NETWORK, contact })),
    ],
    alone: touches.flatMap(({ callId }) => (callId === null || joined.has(callId) ? [] : callId)),
  });
  await writeBookings(
    tx,
    attributed.filter(({ visit }) => visit.addedAt >= since - BACK_DAYS * DAY),
  );
}

/** Numbers lead to people, people to their households and those to more numbers, until nobody new is found. */
async function addAllConcerned(tx: PoolClient, parties: Parties, since: Date): Promise<void> {
  for (let before = -1; before < sizeOf(parties);) {
    before = sizeOf(parties);
    await addHouseholds(tx, parties);
    await addNeighbours(tx, parties, since);
  }
}

function sizeOf({ keys, numbers, persons }: Parties): number {
  return keys.size + numbers.size + persons.size;
}

/** What was said of a visit by a person stays; else it is attributed by what is known now. */
function attributeAll(
  visits: readonly CountedVisit[],
  touches: readonly Touch[],
  settings: ContactSettings,
  strongMinutes: number,
): { visit: CountedVisit; attribution: Attribution }[] {
  if (visits.length === 0) return [];
  const joined = callsOf(contactsOf(touches, [], settings, 'network'));
  const near = touchesByParty(touches);
  return visits.map((visit) => {
    const { said } = visit;
    const attribution: Attribution =
      said === null
        ? attributeBooking(visit, near(visit), ({ callId }) => callId !== null && joined.has(callId), {
            ...settings,
            strongMinutes,
          })
        : { callId: said.callId, strength: said.callId === null ? null : 'strong', why: 'said' };
    return { visit, attribution };
  });
}

function callsOf(contacts: readonly Contact[]): ReadonlySet<number> {
  return new Set(contacts.flatMap(({ touches }) => touches.flatMap(({ callId }) => callId ?? [])));
}

/** Of many parties in one turn a visit is held against its own people's calls only. */
function touchesByParty(touches: readonly Touch[]): (visit: CountedVisit) => Touch[] {
  const byPerson = new Map<number, Touch[]>();
  const byNumber = new Map<string, Touch[]>();
  const put = <K>(map: Map<K, Touch[]>, key: K, touch: Touch): void => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [touch]);
    else known.push(touch);
  };
  for (const touch of touches) {
    if (touch.personId !== null) put(byPerson, touch.personId, touch);
    if (touch.number !== null) put(byNumber, touch.number, touch);
  }
  return ({ persons, household, numbers }) => [
    ...new Set([
      ...[...persons, ...household].flatMap((person) => byPerson.get(person) ?? []),
      ...[...numbers].flatMap((number) => byNumber.get(number) ?? []),
    ]),
  ];
}

export function contactSettings({ reports, branches }: Configuration): ContactSettings {
  const known = new Map<string, number>();
  return {
    ...reports,
    answerDueAt({ branch, zone, day }) {
      // Asked for again and again for the calls of one day, and a zone's days are slow to find.
      const name = `${branch} ${zone} ${day}`;
      const found = known.get(name) ?? endOfNextWorkingDay(branches.get(branch ?? '') ?? { zone }, day);
      known.set(name, found);
      return found;
    },
  };
}
