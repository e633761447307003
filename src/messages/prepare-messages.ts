import { DateTime } from 'luxon';
import {
  variablesOf,
  type Configuration,
  type MessageTemplate,
  type ReminderPolicy,
} from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { keepAnswerLinks, newAnswerLink } from './answer-links.ts';
import { offerOf } from './answer-offer.ts';
import { messageSettings, placeOf } from './message-places.ts';
import type { MessageRow } from './message-row.ts';
import { readCircumstancesOf, type Circumstances } from './read-circumstances.ts';
import { refuseMessage } from './refuse-message.ts';
import { visitsOfMessages, visitsOfPhones, wantsReminder, type VisitToTell } from './remindable-visits.ts';
import { nextSending } from './sending-hours.ts';
import type { StopMarks } from './stop-marks.ts';
import { writeText } from './write-text.ts';

export interface ReadyMessage {
  kind: 'ready';
  text: string;
  language: string;
  parts: number;
  templateId: string | null;
  sender: string | null;
}
export interface ClosedMessage {
  kind: 'close';
  state: 'refused' | 'cancelled' | 'expired';
  reason: string;
}
/** What is to be done with a message that is due. */
export type PreparedMessage = ReadyMessage | ClosedMessage | { kind: 'later'; at: Date };

/** A message that nothing of the configuration and the clock speaks against. */
interface Candidate {
  kind: 'candidate';
  row: MessageRow;
  phone: string;
  template: MessageTemplate;
  policy: ReminderPolicy | null;
}

interface Preparing {
  configuration: Configuration;
  now: Date;
  marks: StopMarks;
}

/**
 * Looks at everything anew at the last moment: consents, stop-list, quiet hours, the visits as they are now. Writes the
 * texts and, where they link to one, the pages for the answers. Answers by the ids of the messages.
 */
export async function prepareMessages(
  tx: PoolClient,
  rows: readonly MessageRow[],
  options: Preparing,
): Promise<Map<number, PreparedMessage>> {
  const prepared = new Map<number, PreparedMessage>();
  const candidates: Candidate[] = [];
  for (const row of rows) {
    const looked = lookAt(row, options);
    if (looked.kind === 'candidate') candidates.push(looked);
    else prepared.set(row.id, looked);
  }
  const known = await readCircumstancesOf(
    ...([tx, candidates.map(({ phone }) => phone), options.configuration, options.marks] as const),
  );
  const wanted: (Candidate & { circumstances: Circumstances })[] = [];
  for (const candidate of candidates) {
    const circumstances = known.get(candidate.phone);
    if (circumstances === undefined) continue;
    const refusal = refuseMessage({ class: candidate.template.class, ...circumstances });
    if (refusal === null) wanted.push({ ...candidate, circumstances });
    else prepared.set(candidate.row.id, { kind: 'close', state: 'refused', reason: refusal });
  }
  const visitsOf = await readVisits(tx, wanted, options);
  const links: Parameters<typeof keepAnswerLinks>[1][number][] = [];
  const told: { message: number; visits: readonly VisitToTell[] }[] = [];
  for (const one of wanted) {
    const visits = visitsOf(one);
    const written = visits === null ? noVisit : write(one, visits, options.configuration);
    prepared.set(one.row.id, written);
    if (written.kind !== 'ready' || visits === null) continue;
    told.push({ message: one.row.id, visits });
    if (written.link !== null) links.push({ message: one.row.id, ...written.link });
  }
  await keepAnswerLinks(tx, links);
  await keepVisits(tx, told);
  return prepared;
}

const noVisit: ClosedMessage = { kind: 'close', state: 'cancelled', reason: 'no-visit' };

/** What can be said without asking anybody. Pure. */
function lookAt(
  row: MessageRow,
  { configuration, now }: Preparing,
): Candidate | Exclude<PreparedMessage, ReadyMessage> {
  const settings = messageSettings(configuration);
  const template = settings.templates.find(({ id }) => id === row.template);
  const policy = row.policy === null ? null : settings.reminders.find(({ id }) => id === row.policy);
  if (row.expires_at !== null && row.expires_at <= now) return { kind: 'close', state: 'expired', reason: 'too-late' };
  if (row.phone === null) return { kind: 'close', state: 'cancelled', reason: 'erased' };
  if (template === undefined || policy === undefined)
    return { kind: 'close', state: 'cancelled', reason: 'not-configured' };
  if (configuration.sms === undefined || configuration.sms.size === 0)
    return { kind: 'close', state: 'refused', reason: 'no-account' };

  const place = placeOf(configuration, row.branch);
  const at = nextSending({ ...place.hours, whileOpen: policy?.whileOpen ?? false }, now);
  if (at === null || (row.expires_at !== null && at >= row.expires_at))
    return { kind: 'close', state: 'expired', reason: 'too-late' };
  return at > now ? { kind: 'later', at } : { kind: 'candidate', row, phone: row.phone, template, policy };
}

/**
 * The visits that each message tells of: of a reminder those of its number and day. Null: it was about visits, and none
 * of them is to be told of any more.
 */
async function readVisits(
  tx: PoolClient,
  candidates: readonly Candidate[],
  { configuration, now }: Preparing,
): Promise<(candidate: Candidate) => VisitToTell[] | null> {
  const { remindedElsewhere } = messageSettings(configuration);
  const days = new Map<number, { phone: string; from: Date; to: Date }>();
  for (const { row, phone, policy } of candidates) {
    if (policy === null || row.visit_day === null) continue;
    const day = DateTime.fromISO(row.visit_day, { zone: row.zone });
    days.set(row.id, { phone, from: day.toJSDate(), to: day.plus({ days: 1 }).toJSDate() });
  }
  const ofPhones = new Map<string, Map<number, VisitToTell>>();
  for (const visit of await visitsOfPhones(tx, [...days.values()])) {
    const phone = visit.phone ?? '';
    ofPhones.set(phone, (ofPhones.get(phone) ?? new Map<number, VisitToTell>()).set(visit.id, visit));
  }
  const ofMessages = await visitsOfMessages(
    tx,
    candidates.flatMap(({ row }) => (days.has(row.id) ? [] : [row.id])),
  );
  return ({ row, policy }) => {
    const day = days.get(row.id);
    if (day === undefined) {
      const visits = ofMessages.get(row.id) ?? [];
      const open = visits.filter(({ state }) => state === 'planned' || state === 'confirmed');
      return visits.length > 0 && open.length === 0 ? null : open;
    }
    const ahead = now.getTime() + (policy?.leastMinutesAhead ?? 0) * 60_000;
    const visits = [...(ofPhones.get(day.phone)?.values() ?? [])].filter(
      (visit) =>
        visit.startsAt >= day.from &&
        visit.startsAt < day.to &&
        wantsReminder(visit, remindedElsewhere) &&
        visit.startsAt.getTime() > ahead,
    );
    return visits.length === 0 ? null : visits;
  };
}

/** The text, and the page for the answer where it links to one. */
function write(
  { row, template, circumstances }: Candidate & { circumstances: Circumstances },
  visits: readonly VisitToTell[],
  configuration: Configuration,
): (ReadyMessage & { link: { token: string; expiresAt: Date } | null }) | ClosedMessage {
  const settings = messageSettings(configuration);
  const place = placeOf(configuration, row.branch);
  const wantsLink = [template.text, template.shared].some((texts) =>
    Object.values(texts ?? {}).some((body) => body !== undefined && variablesOf(body).includes('link')),
  );
  const told = visits.length > 0 ? visits : slotOf(row.variables);
  const answerable = visits.length > 0 || offerOf(row) !== null;
  const { linkAddress } = settings;
  const link =
    wantsLink && linkAddress !== undefined && answerable && told.length > 0 ? newAnswerLink(linkAddress) : null;
  const patients = [...new Set(visits.map(({ patient }) => patient))];
  const written = writeText(
    template,
    {
      ...{ clinic: place.clinic, branch: place.branch, phone: place.phone, zone: place.hours.zone, visits: told },
      ...{ link: link?.url ?? null, patient: patients.length === 1 ? (patients[0] ?? null) : null },
    },
    { language: place.language, shared: circumstances.shared, settings },
  );
  if ('refusal' in written) return { kind: 'close', state: 'refused', reason: `${written.refusal}: ${written.detail}` };
  return {
    ...{ kind: 'ready', text: written.text, language: written.language, parts: written.counted.parts },
    ...{ templateId: written.templateId, sender: place.sender },
    link: link === null ? null : { token: link.token, expiresAt: lastStart(told) },
  };
}

/** The free time that an offer tells of. */
function slotOf(variables: Record<string, unknown>): { startsAt: Date; doctor: string | null }[] {
  const { startsAt, doctor } = (variables['slot'] ?? {}) as { startsAt?: string; doctor?: string | null };
  return startsAt === undefined ? [] : [{ startsAt: new Date(startsAt), doctor: doctor ?? null }];
}

async function keepVisits(
  tx: PoolClient,
  told: readonly { message: number; visits: readonly VisitToTell[] }[],
): Promise<void> {
  const pairs = told.flatMap(({ message, visits }) => visits.map(({ id, startsAt }) => ({ message, id, startsAt })));
  if (pairs.length === 0) return;
  await tx.query(
    `with told as (select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) t(message_id, visit_id, starts_at)),
     gone as (
       delete from message_visit mv where mv.message_id = any($1::bigint[])
         and not exists (select from told where told.message_id = mv.message_id and told.visit_id = mv.visit_id))
     insert into message_visit as kept (message_id, visit_id, starts_at) select * from told
     on conflict (message_id, visit_id) do update set starts_at = excluded.starts_at
       where kept.starts_at <> excluded.starts_at`,
    [pairs.map(({ message }) => message), pairs.map(({ id }) => id), pairs.map(({ startsAt }) => startsAt)],
  );
}

function lastStart(visits: readonly { startsAt: Date }[]): Date {
  return new Date(Math.max(...visits.map(({ startsAt }) => startsAt.getTime())));
}
