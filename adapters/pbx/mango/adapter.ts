import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { mangoSettings, type MangoSettings } from './settings.ts';
import { simulate } from './simulate.ts';

/** Notifications of the API of the virtual PBX of Mango Office. */
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
});
