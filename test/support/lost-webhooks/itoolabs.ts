import { itoolabs } from '../../../adapters/pbx/itoolabs/adapter.ts';
import { itoolabsSettings } from '../../../adapters/pbx/itoolabs/settings.ts';
import { openItoolabsStub } from '../../../adapters/pbx/itoolabs/stub.ts';
import { LINE, listOf, type LostWebhooksVendor, type ToldCall, type ToldRequest } from './vendor.ts';

const token = 'k7Qm-2vX9';
const settings = itoolabsSettings.parse({
  token,
  api: {
    generation: 'rest',
    url: 'https://clinic.megapbx.ru/crmapi/v1',
    key: 'c4a29ef3-6292-4f85',
    uidIsCallid: true,
  },
});
const users = [
  { login: 'andy', name: 'Анна Смирнова', ext: '101' },
  { login: 'olga', name: 'Ольга Орлова', ext: '102' },
];
const idOf = ({ index }: ToldCall): string => `B10D0EB124F4E64AF4EA-${1000 + index}`;
const loginOf = ({ extension }: ToldCall): string => users.find(({ ext }) => ext === extension)!.login;
const startOf = ({ startedAt }: ToldCall): string => startedAt.toISOString().replace('.000', '');
const recordOf = ({ index }: ToldCall): string => `https://clinic.megapbx.ru/records/${index}.mp3`;

export const itoolabsVendor: LostWebhooksVendor = {
  adapter: itoolabs,
  settings,
  id: idOf,
  requests(call) {
    const { kind, external, extension, recorded, wait, talk } = call;
    const direction = kind === 'outgoing' ? 'out' : 'in';
    const send = (cmd: 'event' | 'history', type: string, more: Record<string, string> = {}): ToldRequest => ({
      path: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        ...{ cmd, type, callid: idOf(call), phone: external, diversion: LINE, direction },
        ...{ user: loginOf(call), ext: extension },
        ...more,
        crm_token: token,
      }).toString(),
    });
    return [
      send('event', kind === 'outgoing' ? 'OUTGOING' : 'INCOMING'),
      ...(kind === 'missed' ? [send('event', 'CANCELLED')] : [send('event', 'ACCEPTED'), send('event', 'COMPLETED')]),
      send('history', direction, {
        status: kind === 'missed' ? 'Missed' : 'Success',
        start: startOf(call).replace(/[-:]/g, ''),
        wait: String(wait),
        duration: String(wait + talk),
        ...(recorded && { link: recordOf(call) }),
      }),
    ];
  },
  open: (calls) =>
    openItoolabsStub(settings, 'sound', {
      users,
      calls: listOf(calls, (call) => [
        {
          uid: idOf(call),
          type: call.kind === 'outgoing' ? 'out' : 'in',
          status: call.kind === 'missed' ? 'Missed' : 'success',
          client: call.external,
          user: loginOf(call),
          diversion: LINE,
          start: startOf(call),
          wait: call.wait,
          duration: call.wait + call.talk,
          ...(call.recorded && { record: recordOf(call) }),
        },
      ]),
    }),
};
