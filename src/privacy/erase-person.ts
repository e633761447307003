import { forgetVisits } from '../appointments/index.ts';
import { addNobody, forgetPeople, forgetUploads } from '../callers/index.ts';
import { forgetCalls } from '../calls/index.ts';
import type { ErasedPerson } from '../contracts/erased-person.ts';
import { forgetDeliveries } from '../deliveries/index.ts';
import { forgetMessagesOf, type StopMarks } from '../messages/index.ts';
import { forgetRefs } from '../mis/index.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import { forgetAnswers } from '../platform/http/index.ts';
import { forgetRecordingsOf } from '../recordings/index.ts';
import { forgetContacts, pauseCounting } from '../reports/index.ts';
import { forgetRequests } from '../requests/index.ts';
import { forgetTasksOf } from '../tasks/index.ts';
import type { ErasureReason } from './erasure-reasons.ts';
import { findSubject, type Asked, type NotFound, type Subject } from './find-subject.ts';

export interface EraseAsked {
  asked: Asked;
  reason: ErasureReason;
  /** Of the letter; without a name or a number. */
  reference: string | null;
  who: string;
  at: Date;
}

export interface Erased {
  kind: 'erased';
  /** Null: nothing was done. */
  erasure: number | null;
  subject: Subject;
  counts: Record<string, number>;
  /** Notes on cards of others that hold the name: a person reads them. */
  mentions: number;
}

/** Undoes what a dry run did. */
class OnlyTried extends Error {
  readonly found: Erased;
  constructor(found: Erased) {
    super('nothing was done');
    this.found = found;
  }
}

/**
 * Erases a person in one transaction. Calls, visits, messages and contacts stay as those of nobody, so that no figure
 * changes. A dry run does the same and takes it back, so its counts are those of the erasure. Throws CallIsOpen.
 */
export async function erasePerson(
  told: EraseAsked & { dryRun: boolean },
  { pool, marks }: { pool: Pool; marks: StopMarks },
): Promise<Erased | NotFound> {
  try {
    return await inTransaction(pool, async (tx) => {
      const subject = await findSubject(tx, told.asked);
      if ('kind' in subject) return subject;
      const done = await erase(tx, subject, told, marks);
      if (told.dryRun) throw new OnlyTried({ ...done, erasure: null });
      return done;
    });
  } catch (error) {
    if (error instanceof OnlyTried) return error.found;
    throw error;
  }
}

async function erase(tx: PoolClient, subject: Subject, told: EraseAsked, marks: StopMarks): Promise<Erased> {
  const { at, who, reason, reference } = told;
  await pauseCounting(tx);
  const personId = subject.personId ?? (await addNobody(tx, at));
  const person: ErasedPerson = { ...subject, personId };
  const mentions = await countMentions(tx, subject);
  const { rows } = await tx.query<{ id: number }>(
    `insert into erasure (at, who, reason, reference, person_id, counts) values ($1, $2, $3, $4, $5, '{}') returning id`,
    [at, who, reason, reference, personId],
  );
  const erasure = rows[0]?.id;
  if (erasure === undefined) throw new Error('the erasure was not stored');

  // Calls first: as everywhere else their locks come before those of tasks.
  const { calls, others, ...register } = await forgetCalls(tx, person, at);
  const recordings = await forgetRecordingsOf(tx, calls, { at, who });
  const deliveries = await forgetDeliveries(tx, person, { calls, others });
  const requests = await forgetRequests(tx, person);
  const references = await forgetRefs(tx, { calls, requests });
  const contacts = await forgetContacts(tx, person, { erasure, calls });
  const { tasks, wishes } = await forgetTasksOf(tx, { ...person, requests }, at);
  const messages = await forgetMessagesOf(tx, person, { at, marks, stopAll: reason === 'consent-withdrawn' });
  const visits = await forgetVisits(tx, person);
  const answers = await forgetAnswers(tx, subject);
  const uploads = await forgetUploads(tx);
  const { cards, numbers } = await forgetPeople(tx, person, { erasure, at });

  const counts = {
    ...{ cards, numbers, calls: calls.length, candidates: others.length, corrections: register.corrections },
    ...{
      recordings,
      requests: requests.length,
      deliveries,
      references,
      contacts,
      tasks,
      wishes,
      visits,
      answers,
      uploads,
    },
    ...{ messages: messages.messages, replies: messages.replies, consents: messages.consents, stops: messages.stops },
    unread: register.unread + messages.unread,
  };
  await tx.query('update erasure set counts = $2 where id = $1', [erasure, JSON.stringify(counts)]);
  await tx.query('insert into audit (at, who, what, subject, detail) values ($1, $2, $3, $4, $5)', [
    ...[at, who, 'person.erased', `erasure ${erasure}`, JSON.stringify({ reason, counts })],
  ]);
  return { kind: 'erased', erasure, subject, counts, mentions };
}

/** Words beside the numbers of others («моб. мамы Орловой») and notes pinned to their cards. */
async function countMentions(tx: PoolClient, { cards, names }: Subject): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    `select (select count(*) from person p where p.id <> all($1) and p.note ilike any($2))
       + (select count(*) from person_phone n where n.person_id <> all($1) and n.note ilike any($2)) as count`,
    [cards, names.map((name) => `%${name.replace(/[\\%_]/g, '\\$&')}%`)],
  );
  return rows[0]?.count ?? 0;
}
