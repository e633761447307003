import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { api } from './api.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { question, reply } from './question.ts';
import { uisSettings, type UisSettings } from './settings.ts';
import { simulate } from './simulate.ts';
import { templates } from './templates.ts';

export type { UisSettings } from './settings.ts';

/** UIS, CoMagic, Novofon 2.0 and CallGear, which are one platform: HTTP notifications, Data API, Call API. */
export const uis = definePbxAdapter<UisSettings>({
  id: 'uis',
  name: 'UIS / CoMagic',
  settings: uisSettings,
  capabilities: [
    'incoming',
    'ringing',
    'answered',
    'missed',
    'ended',
    'outgoing',
    'recording-link',
    'internal',
    'withheld',
  ],
  authenticate,
  parse,
  templates,
  simulate,
  question,
  reply,
  api,
});
