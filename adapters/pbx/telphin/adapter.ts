import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { api } from './api.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { question, reply } from './question.ts';
import { telphinSettings, type TelphinSettings } from './settings.ts';
import { templates } from './templates.ts';

export type { TelphinSettings } from './settings.ts';

/** Events of the extensions of a Telphin cloud PBX («Телфин.Офис»). */
export const telphin = definePbxAdapter<TelphinSettings>({
  id: 'telphin',
  name: 'Телфин',
  settings: telphinSettings,
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
  question,
  reply,
  api,
});
