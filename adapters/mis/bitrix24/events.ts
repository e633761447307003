import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { MisApi, MisEvent } from '../../../src/contracts/mis-api.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord } from '../../kit/body.ts';
import { sameSecret } from '../../kit/signature.ts';
import { callStartEvent } from './replies.ts';
import type { Bitrix24Settings } from './settings.ts';

/** ONEXTERNALCALLSTART and ONEXTERNALCALLBACKSTART, as a form (`data[PHONE_NUMBER]=…`) or as JSON. */
export const events: NonNullable<MisApi<Bitrix24Settings>['events']> = {
  authenticate(request, { app }) {
    const given = fieldOf(request, 'auth', 'application_token');
    return app?.applicationToken !== undefined && sameSecret(given ?? '', app.applicationToken);
  },
  read(request, { lines, users }): MisEvent[] {
    const event = fieldOf(request, 'event');
    // A call back is ordered by a visitor of the site, not by an employee: no telephone of ours is named to ring.
    if (event?.toUpperCase() !== 'ONEXTERNALCALLSTART') return [];
    const names = ['PHONE_NUMBER_INTERNATIONAL', 'PHONE_NUMBER', 'USER_ID', 'LINE_NUMBER', 'CALL_ID'];
    const told = names.flatMap((name) => {
      const value = fieldOf(request, 'data', name);
      return value === null || value === '' ? [] : [[name, value]];
    });
    const read = callStartEvent.safeParse(Object.fromEntries(told));
    if (!read.success) throw new UnreadableNotification('not the fields of ONEXTERNALCALLSTART', 'data');
    const { PHONE_NUMBER, PHONE_NUMBER_INTERNATIONAL, USER_ID, LINE_NUMBER, CALL_ID } = read.data;
    const phone = toE164(PHONE_NUMBER_INTERNATIONAL ?? PHONE_NUMBER);
    if (phone === null) throw new UnreadableNotification('no number to call', 'PHONE_NUMBER');
    const line = Object.entries(lines).find(([, name]) => name === LINE_NUMBER)?.[0] ?? null;
    const extension = Object.entries(users).find(([, user]) => String(user) === USER_ID)?.[0] ?? null;
    return [{ kind: 'dial', phone, extension, employeeRef: USER_ID, line, ref: CALL_ID ?? null }];
  },
};

function fieldOf(request: InboundRequest, ...path: [string, ...string[]]): string | null {
  const record = readRecord(request);
  const [first, second] = path;
  const nested = record?.[first];
  const value =
    second === undefined
      ? nested
      : (record?.[`${first}[${second}]`] ?? (nested as Record<string, unknown> | undefined)?.[second]);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
