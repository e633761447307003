import { createHash } from 'node:crypto';
import { mango } from '../../../adapters/pbx/mango/adapter.ts';
import { mangoSettings } from '../../../adapters/pbx/mango/settings.ts';
import { openMangoStub } from '../../../adapters/pbx/mango/stub.ts';
import { START } from '../../adapters/pbx/mango-notifications.ts';
import { attempt, row, users } from '../../adapters/pbx/mango-calls.ts';
import { LINE, listOf, type LostWebhooksVendor, type ToldCall, type ToldRequest } from './vendor.ts';

const settings = mangoSettings.parse({ apiKey: 'c8fx3q1kz0w7', apiSalt: 'n5Yt-84Kd_sQ' });
const idOf = ({ index }: ToldCall): string => `E${index}`;
const recordingOf = ({ index }: ToldCall): string => `recording-${index}`;
const epoch = (call: ToldCall, seconds = 0): number => call.startedAt.getTime() / 1000 + seconds;

function signed(path: string, told: object): ToldRequest {
  const json = JSON.stringify(told);
  const sign = createHash('sha256')
    .update(settings.apiKey + json + settings.apiSalt)
    .digest('hex');
  return {
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ vpbx_api_key: settings.apiKey, sign, json }).toString(),
  };
}

export const mangoVendor: LostWebhooksVendor = {
  adapter: mango,
  settings,
  id: idOf,
  requests(call) {
    const { kind, wait, talk, external, extension, recorded } = call;
    const employee = { extension, number: `sip:user${extension}@clinic.mangosip.ru`, line_number: LINE };
    const outgoing = kind === 'outgoing';
    const from = outgoing ? { extension, number: `sip:user${extension}@clinic.mangosip.ru` } : { number: external };
    const to = outgoing ? { number: external, line_number: LINE } : employee;
    const leg = (seq: number, seconds: number, call_state: string, more: object = {}): ToldRequest =>
      signed('/events/call', {
        entry_id: idOf(call),
        call_id: `${idOf(call)}-A`,
        timestamp: epoch(call, seconds),
        seq,
        call_state,
        location: 'abonent',
        from,
        to,
        dct: { type: 0 },
        ...more,
      });
    const total = wait + talk;
    return [
      leg(1, outgoing ? 0 : 1, 'Appeared'),
      ...(kind === 'missed' ? [] : [leg(2, wait, 'Connected')]),
      leg(3, total, 'Disconnected', { disconnect_reason: 1110 }),
      signed('/events/summary', {
        entry_id: idOf(call),
        call_direction: outgoing ? 2 : 1,
        from,
        to: outgoing ? { number: external } : employee,
        line_number: LINE,
        create_time: epoch(call),
        forward_time: epoch(call, outgoing ? 0 : 1),
        talk_time: kind === 'missed' ? 0 : epoch(call, wait),
        end_time: epoch(call, total),
        entry_result: 1,
        disconnect_reason: 1110,
      }),
      ...(recorded
        ? [
            signed('/events/record/added', {
              entry_id: idOf(call),
              recording_id: recordingOf(call),
              timestamp: epoch(call, total + 5),
            }),
          ]
        : []),
    ];
  },
  open: (calls) => openMangoStub(settings, 'sound', { calls: listOf(calls, (call) => [statistics(call)]), users }),
};

function statistics(call: ToldCall): ReturnType<typeof row> {
  const { kind, wait, talk, external, extension, recorded } = call;
  const begun = epoch(call) - START;
  const total = wait + talk;
  const outgoing = kind === 'outgoing';
  const user = users.find((one) => one.extension === extension)!.user_id;
  return row({
    entry: idOf(call),
    at: begun,
    type: outgoing ? 2 : 1,
    total,
    talk,
    legs: [
      attempt({
        user,
        from: begun + (outgoing ? 0 : 1),
        answered: kind === 'missed' ? null : begun + wait,
        to: begun + total,
        recordings: recorded ? [recordingOf(call)] : [],
        ...(outgoing && { more: { call_type: 'number', members: [] } }),
      }),
    ],
    more: outgoing
      ? { caller_id: user, caller_number: `sip:user${extension}@clinic.mangosip.ru`, called_number: external }
      : { caller_name: external, caller_number: external, called_number: LINE },
  });
}
