import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { mappedSettings, type MappedSettings } from './settings.ts';
import { templates } from './templates.ts';

/** Any telephone system that can call a web address: which field means what is configuration. */
export const mapped = definePbxAdapter<MappedSettings>({
  id: 'mapped',
  name: 'Другая АТС (any other PBX)',
  settings: mappedSettings,
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
  templates,
});
