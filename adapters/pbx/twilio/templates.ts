import type { ProviderTemplate } from '../../../src/contracts/pbx.ts';
import type { TwilioSettings } from './settings.ts';

/** `publicUrl` and no other writing of it: Twilio signs the address as it stands there. */
export function templates(_account: string, { publicUrl }: TwilioSettings): ProviderTemplate[] {
  const titles = [
    'Phone Numbers → the number → «Call status changes», HTTP POST',
    'TwiML, every <Number>, <Sip> and <Client> in <Dial>: statusCallback, statusCallbackEvent="initiated ringing answered completed"',
    'TwiML, <Dial> or <Record>: recordingStatusCallback',
  ];
  return titles.map((title) => ({ kind: 'address', title, method: 'POST', url: publicUrl, body: null }));
}
