import { definePbxAdapter } from '../../../src/contracts/pbx.ts';
import { api } from './api.ts';
import { authenticate } from './authenticate.ts';
import { parse } from './parse.ts';
import { twilioSettings, type TwilioSettings } from './settings.ts';
import { templates } from './templates.ts';

/** Status callbacks of Twilio Voice. */
export const twilio = definePbxAdapter<TwilioSettings>({
  id: 'twilio',
  name: 'Twilio Voice',
  settings: twilioSettings,
  capabilities: [
    'incoming',
    'ringing',
    'answered',
    'ended',
    'outgoing',
    'recording-link',
    'voicemail',
    'internal',
    'withheld',
  ],
  authenticate,
  parse,
  templates,
  api,
});
