import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldCall } from '../../../src/contracts/mis-api.ts';
import { certainPerson } from '../../kit/certain-person.ts';
import { askAmocrm, type AmocrmContext } from './ask-amocrm.ts';
import { callFields, responsibleOf, unixTime } from './call-fields.ts';
import { findPeople } from './people.ts';
import { callsReply, noteReply, notesReply, unsortedListReply, unsortedReply } from './replies.ts';

/** What amoCRM tells apart by `service_code`: one telephone system from another. */
export const SERVICE = 'trubka';
const PAGE = 250;
/** Staff and contractors are no leads, and spam is none. */
const noLeads: readonly string[] = ['staff', 'contractor', 'spam'];

/**
 * One contact with the number: amoCRM puts the call where it belongs, into a deal, too. Several, of which a person chose
 * one: a note of the kind «call» on that contact. Nobody: an incoming call goes under «Неразобранное».
 */
export async function writeCall(told: ToldCall, progress: MisProgress, context: AmocrmContext): Promise<MisWritten> {
  const { call } = told;
  if (call.external === null) return { skipped: 'no-number' };
  if (progress.ref !== null) return { ref: progress.ref };
  const cards = await findPeople(call.external, context);
  const person = certainPerson(told, cards);
  if (person === null && (told.unresolved || cards.length > 1)) return { skipped: 'no-person' };
  if (cards.length === 0 && told.person === null) return writeUnknown(told, context);
  if (person !== null && cards.length !== 1) return writeNote(told, person.externalId, context);
  const reply = await askAmocrm(context, {
    what: 'call',
    method: 'POST',
    path: 'calls',
    body: [
      {
        direction: call.direction === 'in' ? 'inbound' : 'outbound',
        ...callFields(told, context.settings),
        ...whenAndWho(told, context),
      },
    ],
    schema: callsReply,
  });
  const written = reply?.[0];
  if (written === undefined) throw new PermanentFailure('amoCRM, call: not added, though a contact has the number');
  return { ref: `call:${written.id}` };
}

function whenAndWho(told: ToldCall, { settings }: AmocrmContext): Record<string, number> {
  const user = responsibleOf(told, settings);
  return { created_at: unixTime(told.call.startedAt), ...(user !== undefined && { responsible_user_id: user }) };
}

async function writeNote(told: ToldCall, contact: string, context: AmocrmContext): Promise<MisWritten> {
  const { call } = told;
  const { call_result, call_status, ...fields } = callFields(told, context.settings);
  const reply = await askAmocrm(context, {
    what: 'note of a call',
    method: 'POST',
    path: `contacts/${encodeURIComponent(contact)}/notes`,
    body: [
      {
        note_type: call.direction === 'in' ? 'call_in' : 'call_out',
        created_at: unixTime(call.startedAt),
        params: { ...fields, call_result, call_status },
      },
    ],
    schema: noteReply,
  });
  return { ref: `note:${contact}/${reply?.[0]?.id ?? 0}` };
}

async function writeUnknown(told: ToldCall, context: AmocrmContext): Promise<MisWritten> {
  const { call, key } = told;
  const { settings } = context;
  const isLead = call.direction === 'in' && !noLeads.includes(call.class ?? '');
  if (!isLead || settings.unknownCallers === 'skip') return { skipped: 'unknown-number' };
  const at = unixTime(call.startedAt);
  const { duration, link, phone } = { link: undefined, ...callFields(told, settings) };
  const reply = await askAmocrm(context, {
    what: 'unsorted call',
    method: 'POST',
    path: 'leads/unsorted/sip',
    body: [
      {
        ...{ source_name: settings.source, source_uid: SERVICE, created_at: at },
        ...(settings.pipeline !== undefined && { pipeline_id: settings.pipeline }),
        metadata: {
          ...{ is_call_event_needed: true, uniq: key, duration, service_code: SERVICE },
          ...(link !== undefined && { link }),
          // `from`: what is shown as the caller.
          ...{ phone: call.line ?? settings.source, called_at: at, from: phone },
        },
        _embedded: {
          leads: [{ name: call.lineName ?? settings.source }],
          contacts: [
            {
              name: phone,
              custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'WORK' }] }],
            },
          ],
        },
      },
    ],
    schema: unsortedReply,
  });
  const uid = reply?.[0]?.uid;
  if (uid === undefined) throw new PermanentFailure('amoCRM, unsorted call: not added');
  return { ref: `unsorted:${uid}` };
}

/** The entities that `POST /calls` may have put the call on. */
const entities = ['contacts', 'leads', 'companies', 'customers'] as const;

/** By our `uniq`: among the notes of calls that were written since the call began, and under «Неразобранное». */
export async function lookUpCall(
  told: ToldCall,
  _progress: MisProgress,
  context: AmocrmContext,
): Promise<{ ref: string } | null> {
  const type = told.call.direction === 'in' ? 'call_in' : 'call_out';
  let isWhole = true;
  for (const entity of entities) {
    const notes = await pages(context, {
      what: `notes of ${entity}`,
      path: `${entity}/notes`,
      query: { 'filter[note_type][]': type, 'filter[updated_at][from]': String(unixTime(told.call.startedAt)) },
      schema: notesReply,
    });
    const note = notes.rows.find(({ params }) => params?.uniq === told.key);
    if (note !== undefined) return { ref: `note:${note.entity_id}/${note.id}` };
    isWhole &&= notes.isWhole;
  }
  // The newest come first, so that an incoming one of the last days is among them.
  const unsorted = told.call.direction === 'in' ? await unsortedOf(told, context) : null;
  if (unsorted !== null) return unsorted;
  // It may be among those that were not looked through; written again, it would be there twice.
  if (!isWhole)
    throw new PermanentFailure('amoCRM: too many calls since this one to find it among; look there whether it has it');
  return null;
}

async function unsortedOf({ key }: ToldCall, context: AmocrmContext): Promise<{ ref: string } | null> {
  const { rows } = await pages(context, {
    what: 'unsorted calls',
    path: 'leads/unsorted',
    query: { 'filter[category][]': 'sip', 'order[created_at]': 'desc' },
    schema: unsortedListReply,
  });
  const found = rows.find(({ metadata }) => metadata?.uniq === key);
  return found === undefined ? null : { ref: `unsorted:${found.uid}` };
}

/** More than a day of the largest clinic. */
const MOST_PAGES = 10;

async function pages<Row>(
  context: AmocrmContext,
  asked: {
    what: string;
    path: string;
    query: Readonly<Record<string, string>>;
    schema: Parameters<typeof askAmocrm<Row[]>>[1]['schema'];
  },
): Promise<{ rows: Row[]; isWhole: boolean }> {
  const { what, path, schema } = asked;
  const all: Row[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const query = { ...asked.query, limit: String(PAGE), page: String(page) };
    const rows = (await askAmocrm(context, { what, method: 'GET', path, query, schema })) ?? [];
    all.push(...rows);
    if (rows.length < PAGE) return { rows: all, isWhole: true };
  }
  return { rows: all, isWhole: false };
}
