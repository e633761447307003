import { createHmac } from 'node:crypto';
import { zadarma } from '../../../adapters/pbx/zadarma/adapter.ts';
import { zadarmaSettings } from '../../../adapters/pbx/zadarma/settings.ts';
import { openZadarmaStub, type ZadarmaStubRow } from '../../../adapters/pbx/zadarma/stub.ts';
import { moscow } from '../running-app.ts';
import { LINE, listOf, type LostWebhooksVendor, type ToldCall, type ToldRequest } from './vendor.ts';

const settings = zadarmaSettings.parse({ apiSecret: 'a1b2c3d4e5f60718', apiKey: '6e1b7f3a9d2c4e5f' });
const idOf = ({ index, kind }: ToldCall): string => `${kind === 'outgoing' ? 'out' : 'in'}_${index}`;
const recordingOf = ({ index }: ToldCall): string => `1776517648.${10_000 + index}`;

const signedFields: Record<string, string[]> = {
  NOTIFY_START: ['caller_id', 'called_did', 'call_start'],
  NOTIFY_INTERNAL: ['caller_id', 'called_did', 'call_start'],
  NOTIFY_ANSWER: ['caller_id', 'destination', 'call_start'],
  NOTIFY_END: ['caller_id', 'called_did', 'call_start'],
  NOTIFY_OUT_START: ['internal', 'destination', 'call_start'],
  NOTIFY_OUT_END: ['internal', 'destination', 'call_start'],
};

function signed(event: string, fields: Record<string, string>): ToldRequest {
  const text = signedFields[event]!.map((field) => fields[field] ?? '').join('');
  const hex = createHmac('sha1', settings.apiSecret).update(text).digest('hex');
  return {
    path: '',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      signature: Buffer.from(hex).toString('base64'),
    },
    body: new URLSearchParams({ event, ...fields }).toString(),
  };
}

export const zadarmaVendor: LostWebhooksVendor = {
  adapter: zadarma,
  settings,
  id: idOf,
  requests(call) {
    const { kind, external, extension, talk, recorded } = call;
    const own = { pbx_call_id: idOf(call), call_start: moscow(call.startedAt) };
    const result = {
      duration: String(talk),
      disposition: kind === 'missed' ? 'no answer' : 'answered',
      is_recorded: recorded ? '1' : '0',
      ...(recorded && { call_id_with_rec: recordingOf(call) }),
    };
    if (kind === 'outgoing') {
      const parties = { caller_id: LINE, destination: external, internal: extension };
      return [
        signed('NOTIFY_OUT_START', { ...own, ...parties }),
        signed('NOTIFY_OUT_END', { ...own, ...parties, ...result }),
      ];
    }
    const incoming = { ...own, caller_id: `+${external}`, called_did: LINE };
    return [
      signed('NOTIFY_START', incoming),
      signed('NOTIFY_INTERNAL', { ...incoming, internal: extension }),
      ...(kind === 'missed'
        ? []
        : [signed('NOTIFY_ANSWER', { ...incoming, destination: extension, internal: extension })]),
      signed('NOTIFY_END', { ...incoming, ...(kind !== 'missed' && { internal: extension }), ...result }),
    ];
  },
  open: (calls) =>
    openZadarmaStub(settings, 'sound', {
      rows: listOf(calls, rowsOf),
      extensions: { '101': 'Reception', '102': 'Doctor' },
    }),
};

function rowsOf(call: ToldCall): ZadarmaStubRow[] {
  const { kind, external, extension, wait, talk, recorded } = call;
  const row = (more: Partial<ZadarmaStubRow>): ZadarmaStubRow => ({
    call_id: recordingOf(call),
    sip: external,
    callstart: moscow(call.startedAt),
    clid: external,
    destination: LINE,
    disposition: kind === 'missed' ? 'no answer' : 'answered',
    seconds: kind === 'missed' ? wait : talk,
    is_recorded: false,
    pbx_call_id: idOf(call),
    ...more,
  });
  if (kind === 'outgoing')
    return [row({ sip: extension, clid: `Reception (${extension})`, destination: external, is_recorded: recorded })];
  return [row({ seconds: wait + talk }), row({ destination: extension, is_recorded: recorded })];
}
