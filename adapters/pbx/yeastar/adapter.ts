import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { api } from './api.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { yeastarSettings, type YeastarSettings } from './settings.ts';
import { templates } from './templates.ts';

/** Webhooks of Yeastar P-Series (cloud, software and appliance editions). */
export const yeastar = definePbxAdapter<YeastarSettings>({
  id: 'yeastar',
  name: 'Yeastar P-Series',
  settings: yeastarSettings,
  capabilities: [
    'incoming',
    'ringing',
    'answered',
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
  templates,
  api,
});
