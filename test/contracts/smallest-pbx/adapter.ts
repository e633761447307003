import { z } from 'zod';
import { hasPathSecret, pathSecret } from '../../../adapters/kit/path-secret.ts';
import { readRecord } from '../../../adapters/kit/body.ts';
import { keyedEvent } from '../../../adapters/kit/keyed-event.ts';
import { textField } from '../../../adapters/kit/field.ts';
import { timeOf } from '../../../adapters/kit/time-of.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';

const notificationSchema = z.object({
  state: textField,
  call: textField,
  caller: textField,
  did: textField,
  ext: textField,
  time: textField,
});

const kinds = { RING: 'ringing', UP: 'answered', LOST: 'missed', DOWN: 'ended' } as const;

/** A PBX that calls an address at four moments of a call that comes in: the whole of what it takes to add one. */
export const smallest = definePbxAdapter<{ secret: string }>({
  id: 'smallest',
  name: 'The smallest PBX',
  settings: z.strictObject({ secret: pathSecret }),
  capabilities: ['ringing', 'answered', 'missed', 'ended'],
  authenticate: (request, { secret }) => hasPathSecret(request, secret),
  parse(request, { account }) {
    const record = readRecord(request);
    if (record === null) throw new UnreadableNotification('This is neither a form nor JSON');
    const told = notificationSchema.parse({ ...record });
    const kind = Object.entries(kinds).find(([state]) => state === told.state)?.[1];
    if (kind === undefined) throw new UnreadableNotification('state is none of RING, UP, LOST, DOWN', 'state');
    if (told.call === null) throw new UnreadableNotification('call is missing', 'call');
    const event = {
      kind,
      providerCallId: told.call,
      occurredAt: timeOf(told.time, 'unix', 'UTC'),
      direction: 'in' as const,
      external: toE164(told.caller),
      line: toE164(told.did),
      extension: told.ext,
    };
    return [keyedEvent(account, event, { providerCallId: 'call', extension: 'ext' })];
  },
});
