import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { mangoApi } from './api.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { mangoSettings, type MangoSettings } from './settings.ts';
import { simulate } from './simulate.ts';

/** The virtual PBX of Mango Office: its notifications and its API. */
export const mango = definePbxAdapter<MangoSettings>({
  id: 'mango',
  name: 'Mango Office',
  settings: mangoSettings,
  capabilities: [
    'incoming',
    'ringing',
    'answered',
    'missed',
    'ended',
    'outgoing',
    'recording-link',
    'transfer',
    'internal',
    'withheld',
  ],
  // The summary is the provider's own last word on the call and complete by itself; what is late makes a revision.
  finalKinds: ['ended', 'missed'],
  authenticate,
  parse,
  simulate,
  api: mangoApi(),
  templates: (account, _settings, baseUrl) => [
    {
      kind: 'address',
      title: 'Интеграции → API коннектор: адрес внешней системы',
      method: 'POST',
      url: `${baseUrl}/webhooks/${account}`,
      body: null,
    },
  ],
});
