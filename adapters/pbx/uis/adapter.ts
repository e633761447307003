import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { uisSettings, type UisSettings } from './settings.ts';
import { simulate } from './simulate.ts';
import { templates } from './templates.ts';

export type { UisSettings } from './settings.ts';

/** HTTP notifications of UIS, CoMagic, Novofon 2.0 and CallGear, which are one platform. */
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
});
