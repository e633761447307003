import { DateTime } from 'luxon';
import { variablesOf, type Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { createAnswerLink } from './answer-links.ts';
import { offerOf } from './answer-offer.ts';
import { readCircumstances } from './read-circumstances.ts';
import type { MessageRow } from './message-row.ts';
import { messageSettings, placeOf } from './message-places.ts';
import { refuseMessage } from './refuse-message.ts';
import { visitsOfMessage, visitsOfPhone, wantsReminder, type VisitToTell } from './remindable-visits.ts';
import { nextSending } from './sending-hours.ts';
import { writeText } from './write-text.ts';

/** What is to be done with a message that is due. */
export type PreparedMessage =
  | { kind: 'ready'; text: string; language: string; parts: number; templateId: string | null; sender: string | null }
  | { kind: 'later'; at: Date }
  | { kind: 'close'; state: 'refused' | 'cancelled' | 'expired'; reason: string };

/**
 * Looks at everything anew at the last moment: consents, stop-list, quiet hours, the visits as they are now. Writes the
 * text and, where it links to one, the page for the answer.
 */
export async function prepareMessage(
  tx: PoolClient,
  row: MessageRow,
  { configuration, now }: { configuration: Configuration; now: Date },
): Promise<PreparedMessage> {
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
  const hours = { ...place.hours, whileOpen: policy?.whileOpen ?? false };
  const at = nextSending(hours, now);
  if (at === null || (row.expires_at !== null && at >= row.expires_at))
    return { kind: 'close', state: 'expired', reason: 'too-late' };
  if (at > now) return { kind: 'later', at };

  const circumstances = await readCircumstances(tx, row.phone, configuration);
  const refusal = refuseMessage({ class: template.class, ...circumstances });
  if (refusal !== null) return { kind: 'close', state: 'refused', reason: refusal };

  const visits = await visitsToTell(tx, row, {
    now,
    remindedElsewhere: settings.remindedElsewhere,
    policy: policy ?? null,
  });
  if (visits === null) return { kind: 'close', state: 'cancelled', reason: 'no-visit' };
  const wantsLink = [template.text, template.shared].some((texts) =>
    Object.values(texts ?? {}).some((body) => body !== undefined && variablesOf(body).includes('link')),
  );
  const told = visits.length > 0 ? visits : slotOf(row.variables);
  const answerable = visits.length > 0 || offerOf(row) !== null;
  const link =
    wantsLink && settings.linkAddress !== undefined && answerable && told.length > 0
      ? await createAnswerLink(tx, { message: row.id, address: settings.linkAddress, expiresAt: lastStart(told) })
      : null;
  const patients = [...new Set(visits.map(({ patient }) => patient))];
  const written = writeText(
    template,
    {
      ...{ clinic: place.clinic, branch: place.branch, phone: place.phone, zone: place.hours.zone, visits: told, link },
      patient: patients.length === 1 ? (patients[0] ?? null) : null,
    },
    { language: place.language, shared: circumstances.shared, settings },
  );
  if ('refusal' in written) return { kind: 'close', state: 'refused', reason: `${written.refusal}: ${written.detail}` };
  await keepVisits(tx, row.id, visits);
  return {
    ...{ kind: 'ready', text: written.text, language: written.language, parts: written.counted.parts },
    ...{ templateId: written.templateId, sender: place.sender },
  };
}

/** Null: it was about visits, and none of them is to be told of any more. */
async function visitsToTell(
  tx: PoolClient,
  row: MessageRow,
  told: { now: Date; remindedElsewhere: readonly string[]; policy: { leastMinutesAhead: number } | null },
): Promise<VisitToTell[] | null> {
  if (row.policy === null || row.visit_day === null || row.phone === null) {
    const visits = await visitsOfMessage(tx, row.id);
    const open = visits.filter(({ state }) => state === 'planned' || state === 'confirmed');
    return visits.length > 0 && open.length === 0 ? null : open;
  }
  const day = DateTime.fromISO(row.visit_day, { zone: row.zone });
  const all = await visitsOfPhone(tx, {
    phone: row.phone,
    from: day.toJSDate(),
    to: day.plus({ days: 1 }).toJSDate(),
  });
  const ahead = told.now.getTime() + (told.policy?.leastMinutesAhead ?? 0) * 60_000;
  const wanted = all.filter(
    (visit) => wantsReminder(visit, told.remindedElsewhere) && visit.startsAt.getTime() > ahead,
  );
  return wanted.length === 0 ? null : wanted;
}

/** The free time that an offer tells of. */
function slotOf(variables: Record<string, unknown>): { startsAt: Date; doctor: string | null }[] {
  const { startsAt, doctor } = (variables['slot'] ?? {}) as { startsAt?: string; doctor?: string | null };
  return startsAt === undefined ? [] : [{ startsAt: new Date(startsAt), doctor: doctor ?? null }];
}

async function keepVisits(tx: PoolClient, message: number, visits: readonly VisitToTell[]): Promise<void> {
  if (visits.length === 0) return;
  await tx.query('delete from message_visit where message_id = $1', [message]);
  await tx.query(
    `insert into message_visit (message_id, visit_id, starts_at)
     select $1, * from unnest($2::bigint[], $3::timestamptz[])`,
    [message, visits.map(({ id }) => id), visits.map(({ startsAt }) => startsAt)],
  );
}

function lastStart(visits: readonly { startsAt: Date }[]): Date {
  return new Date(Math.max(...visits.map(({ startsAt }) => startsAt.getTime())));
}
