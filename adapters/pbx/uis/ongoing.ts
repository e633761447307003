import { z } from 'zod';
import { callEvent, type CallEvent, type Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { eventKeyOf } from '../../kit/event-key.ts';
import { flagOf } from '../../kit/flag-of.ts';
import { instantOf } from '../../kit/instant-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { askUis, rowsOf, type UisContext } from './ask-uis.ts';
import { extensionOf } from './settings.ts';

const text = z.unknown().optional().transform(textOf);
const id = z.union([z.number().int(), z.string().min(1).max(200)]).transform(String);

const activeLeg = z.object({
  leg_id: id,
  is_operator: z.unknown().optional().transform(flagOf),
  employee_id: text,
  state: text,
});
const activeCall = z.object({
  call_session_id: id,
  direction: text,
  start_time: text,
  virtual_phone_number: text,
  contact_phone_number: text,
  legs: z
    .array(activeLeg)
    .nullish()
    .transform((told) => told ?? []),
});

/**
 * Words of `state`, in Russian in every brand. What else may stand there, a fax or a transfer, is a talk; so is a call on
 * hold, for no notification would tell that it is taken back.
 */
const states: Readonly<Record<string, readonly CallEvent['kind'][]>> = {
  Дозвон: ['ringing'],
  'На очереди': ['ringing'],
  Разъединено: ['ringing', 'leg-ended'],
};

/** Method `list.calls`: needs «Call API Управление вызовами». Times of legs are not told; their ids are the events'. */
export async function ongoing(context: UisContext): Promise<CallEvent[]> {
  const { account, settings } = context;
  const { data } = await askUis(context, {
    api: 'call',
    method: 'list.calls',
    params: {},
    effect: 'read',
    answer: rowsOf(activeCall),
  });
  return data.flatMap((call) => {
    const common = {
      account,
      providerCallId: call.call_session_id,
      direction: directionOf(call.direction),
      external: toE164(call.contact_phone_number),
      line: toE164(call.virtual_phone_number),
    };
    const queued = call.legs.some((leg) => !leg.is_operator && leg.state === 'На очереди');
    const told: Partial<CallEvent>[] = [
      { kind: 'started', occurredAt: instantOf(call.start_time, settings.zone) },
      ...(queued ? [{ kind: 'queued' as const }] : []),
      ...call.legs
        .filter((leg) => leg.is_operator)
        .flatMap((leg) =>
          (states[leg.state ?? ''] ?? ['ringing', 'answered']).map((kind) => ({
            kind,
            legId: leg.leg_id,
            extension: extensionOf(leg.employee_id, settings.employees),
            employeeRef: leg.employee_id,
          })),
        ),
    ];
    return told.map((fact) => {
      const event = callEvent({ eventKey: '-', kind: 'started', ...common, ...fact });
      return { ...event, eventKey: eventKeyOf(event) };
    });
  });
}

function directionOf(word: string | null): Direction | null {
  return word === 'in' || word === 'out' ? word : null;
}
