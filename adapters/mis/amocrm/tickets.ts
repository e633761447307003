import { AmbiguousFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldTicket } from '../../../src/contracts/mis-api.ts';
import { cardOf } from '../../kit/card-of.ts';
import { askAmocrm, type AmocrmContext } from './ask-amocrm.ts';
import { responsibleOf, unixTime } from './call-fields.ts';
import { findPeople } from './people.ts';
import { taskListReply, tasksReply } from './replies.ts';

/** `task_type_id` of a call. */
const CALL = 1;
const DUE_SECONDS = 15 * 60;

/** A task «call» on the contact who called; a number that nobody has is under «Неразобранное» already. */
export async function createTicket(
  told: ToldTicket,
  progress: MisProgress,
  context: AmocrmContext,
): Promise<MisWritten> {
  if (progress.ref !== null) return { ref: progress.ref };
  const person = await cardOf(told, (phone) => findPeople(phone, context));
  if (person === null) return { skipped: 'no-person' };
  const user = responsibleOf(told, context.settings);
  const reply = await askAmocrm(context, {
    what: 'task',
    method: 'POST',
    path: 'tasks',
    body: [
      {
        ...{ task_type_id: CALL, text: textOf(told), complete_till: unixTime(told.dueAt) + DUE_SECONDS },
        ...{ entity_id: Number(person), entity_type: 'contacts' },
        ...(user !== undefined && { responsible_user_id: user }),
      },
    ],
    schema: tasksReply,
  });
  const id = reply?.[0]?.id;
  if (id === undefined) throw new AmbiguousFailure('amoCRM, task: the answer names none');
  return { ref: `task:${id}` };
}

export async function lookUpTicket(
  told: ToldTicket,
  _progress: MisProgress,
  context: AmocrmContext,
): Promise<{ ref: string } | null> {
  const person = await cardOf(told, (phone) => findPeople(phone, context));
  if (person === null) return null;
  const reply = await askAmocrm(context, {
    what: 'tasks',
    method: 'GET',
    path: 'tasks',
    query: { 'filter[entity_type]': 'contacts', 'filter[entity_id]': person, limit: '250' },
    schema: taskListReply,
  });
  const task = reply?.find(({ text }) => text === textOf(told));
  return task === undefined ? null : { ref: `task:${task.id}` };
}

/** A task has no field of ours; the end of our key tells it from others that say the same. */
function textOf({ text, key }: ToldTicket): string {
  return `${text} [${key.slice(-8)}]`;
}
