import { createHmac } from 'node:crypto';
import { zadarma } from '../../../adapters/pbx/zadarma/adapter.ts';
import { zadarmaSettings, type ZadarmaSettings } from '../../../adapters/pbx/zadarma/settings.ts';
import type { StoredEvent } from '../../../src/calls/facts.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';

export const settings = zadarmaSettings.parse({ apiSecret: 'a1b2c3d4e5f60718' });
export const START = Date.UTC(2026, 2, 2, 7, 15, 0);
export const PATIENT = '+79000000102';
export const LINE = '74950000101';

const signs: ReadonlyMap<string, string[]> = new Map(
  Object.entries({
    NOTIFY_ANSWER: ['caller_id', 'destination', 'call_start'],
    NOTIFY_OUT_START: ['internal', 'destination', 'call_start'],
    NOTIFY_OUT_END: ['internal', 'destination', 'call_start'],
    NOTIFY_RECORD: ['pbx_call_id', 'call_id_with_rec'],
    SPEECH_RECOGNITION: ['result'],
    SMS: ['result'],
  }),
);

/** Signed by hand, so that the adapter's own signing is not what is tested against. */
export function signed(
  event: string,
  told: Record<string, string>,
  as: 'letters' | 'bytes' = 'letters',
): InboundRequest {
  const names = signs.get(event) ?? ['caller_id', 'called_did', 'call_start'];
  const digest = createHmac('sha1', settings.apiSecret).update(names.map((name) => told[name] ?? '').join(''));
  const signature = as === 'bytes' ? digest.digest('base64') : Buffer.from(digest.digest('hex')).toString('base64');
  return inboundRequest({ headers: { signature }, body: new URLSearchParams({ event, ...told }).toString() });
}

export function read(event: string, told: Record<string, string>, over: Partial<ZadarmaSettings> = {}): CallEvent[] {
  return zadarma.parse(signed(event, told), { account: 'zadarma', settings: { ...settings, ...over } });
}

export const incoming = {
  pbx_call_id: 'in_1',
  call_start: '2026-03-02 10:15:00',
  caller_id: PATIENT,
  called_did: LINE,
};
export const outgoing = {
  pbx_call_id: 'out_1',
  call_start: '2026-03-02 10:15:00',
  internal: '101',
  destination: PATIENT,
};
export const answering = (internal: string): Record<string, string> & { internal: string } => ({
  pbx_call_id: 'in_1',
  call_start: '2026-03-02 10:15:00',
  caller_id: PATIENT,
  destination: internal,
  internal,
});

/** A notification as it is learnt so many seconds after the start of the call. */
export function learnt(
  seconds: number,
  event: string,
  told: Record<string, string>,
  over: Partial<ZadarmaSettings> = {},
): StoredEvent[] {
  const receivedAt = new Date(START + seconds * 1000);
  return read(event, told, over).map((fact) => ({ event: fact, receivedAt }));
}
