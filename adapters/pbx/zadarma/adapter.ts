import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { question, reply } from './answer.ts';
import { zadarmaApi } from './api.ts';
import { authenticate } from './authenticate.ts';
import { challenge } from './challenge.ts';
import { parse } from './parse.ts';
import { zadarmaSettings, type ZadarmaSettings } from './settings.ts';
import { simulate } from './simulate.ts';

/** The PBX of Zadarma and of Novofon 1.0, which is the same protocol under another brand. */
export const zadarma = definePbxAdapter<ZadarmaSettings>({
  id: 'zadarma',
  name: 'Zadarma / Novofon 1.0',
  settings: zadarmaSettings,
  capabilities: [
    'incoming',
    'ringing',
    'answered',
    'missed',
    'ended',
    'outgoing',
    'recording-link',
    'transfer',
    'voicemail',
    'internal',
    'withheld',
  ],
  authenticate,
  parse,
  challenge,
  question,
  reply,
  templates: (account, _settings, baseUrl) => [
    {
      kind: 'address',
      title: 'Настройки → Интеграции и API → Уведомления о звонках АТС',
      method: 'POST',
      url: `${baseUrl}/webhooks/${account}`,
      body: null,
    },
  ],
  simulate,
  api: zadarmaApi(),
});
