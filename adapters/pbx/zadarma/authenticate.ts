import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readForm } from '../../kit/form.ts';
import { sameSecret } from '../../kit/signature.ts';
import { signatureOfBytes, signatureOfLetters, signedText } from './signature.ts';
import type { ZadarmaSettings } from './settings.ts';

/** The vendor's two libraries write the signature in two ways; both are compared, whichever is right. */
export function authenticate(request: InboundRequest, { apiSecret }: ZadarmaSettings): boolean {
  if (request.method !== 'POST') return false;
  const signature = request.headers['signature'];
  const text = signedText(readForm(request.body));
  // Nothing to sign is nothing signed: an empty text has a valid signature that any account could be given.
  if (signature === undefined || text === null || text === '') return false;
  const letters = sameSecret(signature, signatureOfLetters(text, apiSecret));
  const bytes = sameSecret(signature, signatureOfBytes(text, apiSecret));
  return letters || bytes;
}
