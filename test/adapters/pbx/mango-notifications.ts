import { createHash } from 'node:crypto';
import { mango } from '../../../adapters/pbx/mango/adapter.ts';
import { mangoSettings } from '../../../adapters/pbx/mango/settings.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';

export const settings = mangoSettings.parse({ apiKey: 'c8fx3q1kz0w7', apiSalt: 'n5Yt-84Kd_sQ' });
export const START = Date.UTC(2026, 2, 2, 7, 15, 0) / 1000;
export const LINE = '74950000101';
export const PATIENT = '79000000102';

/** Signed by hand, so that the adapter's own signing is not what is tested against. */
export function signed(path: string, told: unknown): InboundRequest {
  const json = typeof told === 'string' ? told : JSON.stringify(told);
  const sign = createHash('sha256')
    .update(settings.apiKey + json + settings.apiSalt)
    .digest('hex');
  const body = new URLSearchParams({ vpbx_api_key: settings.apiKey, sign, json }).toString();
  return inboundRequest({ path, body });
}

export function read(path: string, told: unknown): CallEvent[] {
  return mango.parse(signed(path, told), { account: 'mango', settings });
}

interface Leg {
  entry?: string;
  call: string;
  seq: number;
  at: number;
  state: 'Appeared' | 'Connected' | 'OnHold' | 'Disconnected';
  location?: string;
  from?: object;
  to?: object;
  more?: object;
}

/** `/events/call` as Mango writes it, `at` seconds after the start. */
export function leg({ entry = 'E1', call, seq, at, state, location = 'abonent', from, to, more }: Leg): CallEvent[] {
  return read('/events/call', {
    entry_id: entry,
    call_id: call,
    timestamp: START + at,
    seq,
    call_state: state,
    location,
    from: from ?? { number: PATIENT },
    to: to ?? { number: LINE, line_number: LINE },
    dct: { type: 0 },
    ...more,
  });
}

export const at = (extension: string): object => ({
  extension,
  number: `sip:user${extension}@clinic.mangosip.ru`,
  line_number: LINE,
});
export const employee = (extension: string, more: object = {}): object => ({
  extension,
  number: `sip:user${extension}@clinic.mangosip.ru`,
  ...more,
});

interface Summary {
  entry?: string;
  direction?: 0 | 1 | 2;
  from?: object;
  to?: object;
  began?: number;
  talk: number | null;
  end: number;
  reason?: number;
}

/** `/events/summary`; `talk` is the second of the answer, null when nobody talked. */
export function summary(told: Summary): CallEvent[] {
  const { entry = 'E1', direction = 1, from, to, began = 0, talk, end, reason = 1110 } = told;
  return read('/events/summary', {
    entry_id: entry,
    call_direction: direction,
    from: from ?? { number: PATIENT },
    to: to ?? {},
    ...(direction === 0 ? {} : { line_number: LINE }),
    create_time: START + began,
    forward_time: talk === null ? 0 : START + began,
    talk_time: talk === null ? 0 : START + talk,
    end_time: START + end,
    entry_result: talk === null ? 0 : 1,
    disconnect_reason: reason,
  });
}
