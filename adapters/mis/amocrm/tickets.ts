import { AmbiguousFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldTicket } from '../../../src/contracts/mis-api.ts';
import { cardOf } from '../../kit/card-of.ts';
import { askAmocrm, type AmocrmContext } from './ask-amocrm.ts';
import { responsibleOf, unixTime } from './call-fields.ts';
import { findPeople } from './people.ts';
import { taskListReply, tasksReply, unsortedListReply, unsortedReply } from './replies.ts';
import { SERVICE } from './write-call.ts';

/** `task_type_id` of a call. */
const CALL = 1;
const DUE_SECONDS = 15 * 60;

const LONGEST_NAME = 250;

/**
 * A task «call» on the contact who called. A number that nobody has: the call is under «Неразобранное» already, and what
 * was asked for on the site goes there as a form.
 */
export async function createTicket(
  told: ToldTicket,
  progress: MisProgress,
  context: AmocrmContext,
): Promise<MisWritten> {
  if (progress.ref !== null) return { ref: progress.ref };
  const person = await cardOf(told, (phone) => findPeople(phone, context));
  if (person === null) return told.request === undefined ? { skipped: 'no-person' } : writeForm(told, context);
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
  if (person === null) return told.request === undefined ? null : lookUpForm(told, context);
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

/** `form_id` is ours to choose: it is the key, by which the form is found again. */
async function writeForm({ call, key, text, request }: ToldTicket, context: AmocrmContext): Promise<MisWritten> {
  const { settings } = context;
  if (call.external === null) return { skipped: 'no-number' };
  if (settings.unknownCallers === 'skip') return { skipped: 'unknown-number' };
  const at = unixTime(call.startedAt);
  const { name, email, form, page, referer } = request ?? {};
  const field = (code: string, value: string) => ({ field_code: code, values: [{ value, enum_code: 'WORK' }] });
  const reply = await askAmocrm(context, {
    what: 'unsorted form',
    method: 'POST',
    path: 'leads/unsorted/forms',
    body: [
      {
        ...{ source_name: settings.source, source_uid: SERVICE, created_at: at },
        ...(settings.pipeline !== undefined && { pipeline_id: settings.pipeline }),
        metadata: {
          ...{ form_id: key, form_name: form ?? settings.source, form_page: page ?? settings.source, form_sent_at: at },
          ...(referer != null && { referer }),
        },
        _embedded: {
          leads: [{ name: text.slice(0, LONGEST_NAME) }],
          contacts: [
            {
              name: name ?? call.external,
              custom_fields_values: [field('PHONE', call.external), ...(email == null ? [] : [field('EMAIL', email)])],
            },
          ],
        },
      },
    ],
    schema: unsortedReply,
  });
  const uid = reply?.[0]?.uid;
  if (uid === undefined) throw new AmbiguousFailure('amoCRM, unsorted form: the answer names none');
  return { ref: `unsorted:${uid}` };
}

async function lookUpForm({ key }: ToldTicket, context: AmocrmContext): Promise<{ ref: string } | null> {
  const reply = await askAmocrm(context, {
    what: 'unsorted forms',
    method: 'GET',
    path: 'leads/unsorted',
    query: { 'filter[category][]': 'forms', 'order[created_at]': 'desc', limit: '250' },
    schema: unsortedListReply,
  });
  const found = reply?.find(({ metadata }) => metadata?.form_id === key);
  return found === undefined ? null : { ref: `unsorted:${found.uid}` };
}

/** A task has no field of ours; the end of our key tells it from others that say the same. */
function textOf({ text, key }: ToldTicket): string {
  return `${text} [${key.slice(-8)}]`;
}
