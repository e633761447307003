import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { api } from './api.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { beelineSettings, type BeelineSettings } from './settings.ts';

/** Events that Beeline's cloud PBX sends to subscriptions of its API (BroadWorks Xsi). */
export const beeline = definePbxAdapter<BeelineSettings>({
  id: 'beeline',
  name: 'Билайн, облачная АТС',
  settings: beelineSettings,
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
  // The parts of a call that is passed from one telephone to the next follow each other.
  settleSeconds: 30,
  authenticate,
  parse,
  api,
});
