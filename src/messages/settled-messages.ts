import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { messageSettings, placeOf } from './message-places.ts';
import { isMobile } from './mobile-number.ts';
import { oweMessages, type OwedMessage } from './owe-message.ts';

/** What messages ask of a call that is over. */
export interface CallForMessages {
  id: number;
  direction: 'in' | 'out' | 'internal' | null;
  external: string | null;
  branch: string | null;
  startedAt: Date;
  result: 'answered' | 'missed' | 'unanswered' | null;
  class: string | null;
  late?: boolean;
}

const nobody = new Set(['staff', 'contractor', 'spam']);
/** An apology for a missed call is of no use the day after. */
const MISSED_HOURS = 12;

/**
 * Messages that calls ask for: those of the rules, and the one for a missed call where the clinic wants it. Never for a
 * call that was learnt late, never to what is no mobile number, never to staff, contractors or spam; one for a number,
 * template and day.
 */
export async function oweForSettled(
  tx: PoolClient,
  calls: readonly CallForMessages[],
  decisions: ReadonlyMap<number, { sms: readonly { template: string }[] }>,
  { configuration, now }: { configuration: Configuration; now: Date },
): Promise<number[]> {
  const settings = messageSettings(configuration);
  const { lateAfterMinutes } = configuration.calls;
  const owed = calls.flatMap((call): OwedMessage[] => {
    const { external, branch, direction } = call;
    if (external === null || direction === 'internal' || direction === null) return [];
    const late = call.late === true || now.getTime() - call.startedAt.getTime() > (lateAfterMinutes + 120) * 60_000;
    if (late || nobody.has(call.class ?? '') || !isMobile(external)) return [];
    const missed = direction === 'in' && call.result === 'missed' ? settings.missedCall : undefined;
    const wanted = [
      ...(decisions.get(call.id)?.sms ?? []).map(({ template }) => template),
      ...(missed === undefined ? [] : [missed]),
    ];
    const { zone } = placeOf(configuration, branch).hours;
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(call.startedAt);
    return [...new Set(wanted)].flatMap((id) => {
      const template = settings.templates.find((each) => each.id === id);
      if (template === undefined) return [];
      return [
        {
          ...{
            key: `call ${id} ${external} ${day}`,
            template: id,
            class: template.class,
            branch,
            zone,
            phone: external,
          },
          ...{ callId: call.id, dueAt: now, expiresAt: new Date(call.startedAt.getTime() + MISSED_HOURS * 3600_000) },
        },
      ];
    });
  });
  return oweMessages(tx, owed, now);
}
