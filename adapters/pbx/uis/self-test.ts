import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import { askUis, rowsOf, type UisContext } from './ask-uis.ts';

/** Method `get.account`: the key, the address and the zone in which UIS writes its times. */
export async function selfTest(context: UisContext): Promise<void> {
  const { data } = await askUis(context, {
    api: 'data',
    method: 'get.account',
    params: {},
    effect: 'read',
    answer: rowsOf(z.object({ timezone: z.string().max(100) })),
  });
  const zone = data[0]?.timezone;
  if (zone === undefined) throw new PermanentFailure('UIS get.account: the account is not told.');
  const { settings, clock } = context;
  if (offsetOf(zone, clock.now()) === offsetOf(settings.zone, clock.now())) return;
  throw new PermanentFailure(`UIS: the zone of the account is ${zone} and not ${settings.zone}; correct zone.`);
}

function offsetOf(zone: string, at: Date): string {
  try {
    return at.toLocaleString('sv-SE', { timeZone: zone });
  } catch {
    return zone;
  }
}
