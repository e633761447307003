import { hmacOf } from '../../kit/hmac-of.ts';

/** What of each notification is signed, put together without anything between. From the vendor's PHP SDK. */
export const signedFields: Readonly<Record<string, readonly string[]>> = {
  NOTIFY_START: ['caller_id', 'called_did', 'call_start'],
  NOTIFY_INTERNAL: ['caller_id', 'called_did', 'call_start'],
  NOTIFY_ANSWER: ['caller_id', 'destination', 'call_start'],
  NOTIFY_END: ['caller_id', 'called_did', 'call_start'],
  NOTIFY_OUT_START: ['internal', 'destination', 'call_start'],
  NOTIFY_OUT_END: ['internal', 'destination', 'call_start'],
  NOTIFY_RECORD: ['pbx_call_id', 'call_id_with_rec'],
  NOTIFY_IVR: ['caller_id', 'called_did', 'call_start'],
  SPEECH_RECOGNITION: ['result'],
  SMS: ['result'],
};

/** The text that a notification signs; null for one whose signature is not known. */
export function signedText(form: URLSearchParams): string | null {
  const event = form.get('event') ?? '';
  const fields = Object.hasOwn(signedFields, event) ? signedFields[event] : undefined;
  return fields === undefined ? null : fields.map((field) => form.get(field) ?? '').join('');
}

/** As the PHP SDK makes it: base64 of the hash in hexadecimal letters. */
export function signatureOfLetters(text: string, secret: string): string {
  return Buffer.from(hmacOf(text, secret, { algorithm: 'sha1', encoding: 'hex' })).toString('base64');
}

/** As the TypeScript SDK makes it: base64 of the hash itself. */
export function signatureOfBytes(text: string, secret: string): string {
  return hmacOf(text, secret, { algorithm: 'sha1', encoding: 'base64' });
}
