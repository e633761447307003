import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { api } from './api.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { sipuniSettings, type SipuniSettings } from './settings.ts';
import { templates } from './templates.ts';

export type { SipuniSettings } from './settings.ts';

/** «Отправка событий HTTP» of a Sipuni cloud PBX. */
export const sipuni = definePbxAdapter<SipuniSettings>({
  id: 'sipuni',
  name: 'Sipuni',
  settings: sipuniSettings,
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
  templates,
  api,
  // Sipuni may suspend sending to an address that does not say this.
  acknowledgement: { status: 200, contentType: 'application/json', body: '{"success":true}' },
});
