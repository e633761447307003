import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { question, reply } from './answer.ts';
import { itoolabsApi } from './api.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { itoolabsSettings, type ItoolabsSettings } from './settings.ts';

export type { ItoolabsSettings } from './settings.ts';

/** Cloud PBXs on the ITooLabs platform: MegaFon, Gravitel, Dom.ru Business, Moldcell, Kcell. */
export const itoolabs = definePbxAdapter<ItoolabsSettings>({
  id: 'itoolabs',
  name: 'МегаФон, Гравител, Дом.ru Бизнес, Moldcell, Kcell (ITooLabs)',
  settings: itoolabsSettings,
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
  authenticate,
  parse,
  question,
  reply,
  templates: (account, _settings, baseUrl) => [
    {
      kind: 'address',
      title: 'Интеграция с CRM → своя CRM (REST API) → Адрес CRM',
      method: 'POST',
      url: `${baseUrl}/webhooks/${account}`,
      body: null,
    },
  ],
  api: itoolabsApi,
  acknowledgement: { status: 200, contentType: 'application/json', body: '{}' },
});
