import type { Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { instantOf } from '../../kit/instant-of.ts';
import type { ToldEvent } from '../../kit/keyed-event.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import type { CallRow } from './call-row.ts';
import { extensionOf } from './notification.ts';
import type { TelphinSettings } from './settings.ts';

type Fact = Omit<ToldEvent, 'providerCallId'>;

const instant = (text: string | null): string | null => instantOf(text, 'UTC');

export function startOf({ init_time_gmt, start_time_gmt }: CallRow): string | null {
  return instant(init_time_gmt) ?? instant(start_time_gmt);
}

/** What the events of this call would have told. A call that was never bridged was answered by a menu at most. */
export function factsOfRow(row: CallRow, settings: TelphinSettings): Fact[] {
  const direction = directionOf(row);
  const context = phoneContextOf(settings);
  const outside = direction === 'in' ? row.from_username : direction === 'out' ? row.to_username : null;
  const told = {
    direction,
    external: outside === null ? null : toE164(outside, context),
    line: direction === 'in' ? toE164(row.did_number, context) : null,
  };
  const own = direction === 'in' ? null : extensionOf(row.from_username);
  const answeredAt = instant(row.bridged_time_gmt);
  const endedAt = instant(row.hangup_time_gmt);
  const wait = between(startOf(row), answeredAt);
  const talker = direction === 'in' ? extensionOf(row.bridged_username) : own;
  const over = { ...told, occurredAt: endedAt, reason: row.result };
  const answered: Fact[] =
    answeredAt === null ? [] : [{ ...told, kind: 'answered', occurredAt: answeredAt, extension: talker }];
  const isMissed = direction === 'in' && answeredAt === null;
  const seconds = answeredAt === null ? null : { wait, talk: row.bridged_duration, total: row.duration };
  return [
    { ...told, kind: 'started', occurredAt: startOf(row), extension: own },
    ...(direction === 'in' ? ringing(row) : []),
    ...answered,
    isMissed ? { ...over, kind: 'missed' } : { ...over, kind: 'ended', seconds },
    ...(row.cdr ?? []).flatMap(({ record_uuid }): Fact[] =>
      record_uuid === null ? [] : [{ kind: 'recorded', recording: { ref: record_uuid, kind: 'talk' } }],
    ),
  ];
}

/** The parts at telephones; those at menus and queues hold the call and ring nowhere. */
function ringing({ cdr }: CallRow): Fact[] {
  return (cdr ?? []).flatMap((part): Fact[] => {
    const extension = extensionOf(part.to_username);
    if (part.extension_type !== 'phone' || part.flow !== 'in' || extension === null) return [];
    return [{ kind: 'ringing', occurredAt: instant(part.init_time_gmt), extension }];
  });
}

function directionOf({ flow, from_username, to_username }: CallRow): Direction | null {
  const fromOurs = extensionOf(from_username) !== null;
  if (fromOurs && extensionOf(to_username) !== null) return 'internal';
  const word = flow?.toLowerCase();
  return word === 'in' ? 'in' : word === 'out' ? 'out' : null;
}

function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  return seconds < 0 ? null : seconds;
}
