import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { api } from './api.ts';
import { connect } from './connect.ts';
import { asteriskSettings, type AsteriskSettings } from './settings.ts';

/** Asterisk and FreePBX, over the Asterisk Manager Interface. */
export const asterisk = definePbxAdapter<AsteriskSettings>({
  id: 'asterisk',
  name: 'Asterisk, FreePBX',
  settings: asteriskSettings,
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
  // All channels of a call are gone when it ends, and its recording is told before.
  settleSeconds: 3,
  authenticate: () => false,
  parse() {
    throw new UnreadableNotification('Asterisk is connected to; it sends no web requests');
  },
  api,
  connect,
});
