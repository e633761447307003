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
  // The summary is the provider's own end of the call; nothing but a recording follows it.
  finalKinds: ['ended', 'missed'],
  authenticate,
  parse,
  simulate,
});
