import { itoolabs } from '../../../adapters/pbx/itoolabs/adapter.ts';
import { itoolabsSettings, type ItoolabsSettings } from '../../../adapters/pbx/itoolabs/settings.ts';
import { openItoolabsStub, type ItoolabsStubCall } from '../../../adapters/pbx/itoolabs/stub.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { ACCOUNT } from '../pbx-api-asking.ts';
import type { KnownCall, PbxApiSubject } from '../pbx-api-subject.ts';
import { inboundRequest } from '../pbx-subject.ts';

const token = 'k7Qm-2vX9';
const users = [
  { login: 'andy', name: 'Анна Смирнова', ext: '101' },
  { login: 'olga', name: 'Ольга Орлова', ext: '102' },
  { login: 'kate', name: 'Екатерина' },
];
const answered: ItoolabsStubCall = {
  uid: 'B10D0EB124F4E64AF4EA-1511',
  type: 'in',
  status: 'success',
  client: '79000000102',
  user: 'olga',
  user_name: 'Ольга Орлова',
  group_name: 'Регистратура',
  diversion: '74950000101',
  start: '2026-03-02T07:15:00Z',
  wait: 8,
  duration: 68,
  record: 'https://clinic.megapbx.ru/records/1.mp3',
};
const missed: ItoolabsStubCall = {
  ...answered,
  uid: 'B10D0EB124F4E64AF4EA-1512',
  status: 'Missed',
  client: '79000000103',
  start: '2026-03-02T07:20:00Z',
  wait: 21,
  duration: 21,
};
delete missed.record;
const outgoing: ItoolabsStubCall = {
  ...answered,
  uid: 'B10D0EB124F4E64AF4EA-1513',
  type: 'out',
  client: '79000000104',
  user: 'andy',
  start: '2026-03-02T07:30:00Z',
  record: 'https://clinic.megapbx.ru/records/3.mp3',
};
const calls = [answered, missed, outgoing];

function told(call: ItoolabsStubCall, cmd: 'event' | 'history', type: string, extension: string): CallEvent[] {
  const { uid, client, diversion, status, start, wait, duration, record } = call;
  const user = users.find(({ ext }) => ext === extension)!.login;
  const common = { cmd, type, callid: uid, phone: client, diversion, direction: call.type, user, ext: extension };
  const over = { status, start: start.replace(/[-:]/g, ''), wait: String(wait), duration: String(duration) };
  const body = new URLSearchParams({
    ...common,
    ...(cmd === 'history' && { ...over, ...(record !== undefined && { link: record }) }),
    crm_token: token,
  }).toString();
  return itoolabs.parse(inboundRequest({ body }), { account: ACCOUNT, settings: itoolabsSettings.parse({ token }) });
}

const known: KnownCall[] = [
  {
    id: answered.uid,
    startedAt: new Date(answered.start),
    live: [
      ...told(answered, 'event', 'INCOMING', '101'),
      ...told(answered, 'event', 'INCOMING', '102'),
      ...told(answered, 'event', 'ACCEPTED', '102'),
      ...told(answered, 'event', 'CANCELLED', '101'),
      ...told(answered, 'event', 'COMPLETED', '102'),
      ...told(answered, 'history', 'in', '102'),
    ],
  },
  {
    id: missed.uid,
    startedAt: new Date(missed.start),
    live: [
      ...told(missed, 'event', 'INCOMING', '102'),
      ...told(missed, 'event', 'CANCELLED', '102'),
      ...told(missed, 'history', 'in', '102'),
    ],
  },
  {
    id: outgoing.uid,
    startedAt: new Date(outgoing.start),
    live: [...told(outgoing, 'event', 'OUTGOING', '101'), ...told(outgoing, 'history', 'out', '101')],
  },
];

const talk = { kind: 'talk', providerCallId: answered.uid } as const;
const asks: PbxApiSubject['asks'] = {
  unknownCall: 'B10D0EB124F4E64AF4EA-0',
  recordings: [
    { wanted: { ...talk, ref: answered.record! }, answer: 'http' },
    { wanted: { ...talk, ref: 'records/1.mp3' }, answer: 'never' },
  ],
  dial: { extension: '101', employeeRef: 'andy', phone: '+79000000105', line: '+74950000101', requestId: 'request-1' },
};

function subjectOf(generation: 'rest' | 'form', url: string): PbxApiSubject {
  const api = { generation, url, key: 'c4a29ef3-6292-4f85', uidIsCallid: true };
  return {
    settings: { token, api },
    elsewhere: { token, api: { ...api, url: 'https://pbx.clinic.example/api' } },
    now: new Date('2026-03-02T09:00:00Z'),
    open: (given, behaviour) => openItoolabsStub(given as ItoolabsSettings, behaviour, { calls, users }),
    window: { from: new Date('2026-03-02T07:00:00Z'), to: new Date('2026-03-02T08:00:00Z') },
    calls: known,
    asks,
  };
}

export const itoolabsSubject = subjectOf('rest', 'https://clinic.megapbx.ru/crmapi/v1');
/** The older generation of the same PBX. */
export const itoolabsFormSubject = subjectOf('form', 'https://clinic.megapbx.ru/sys/crm_api.wcgp');
