import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readForm } from '../../kit/form.ts';
import { sameSecret } from '../../kit/signature.ts';
import { sign } from './sign.ts';
import type { MangoSettings } from './settings.ts';

/** The key must be ours and the signature that of the JSON as it was received. Both are compared whatever the other is. */
export function authenticate(request: InboundRequest, settings: MangoSettings): boolean {
  if (request.method !== 'POST') return false;
  const form = readForm(request.body);
  const key = form.get('vpbx_api_key');
  const signature = form.get('sign');
  const json = form.get('json');
  if (key === null || signature === null || json === null) return false;
  const rightKey = sameSecret(key, settings.apiKey);
  const rightSignature = sameSecret(signature.toLowerCase(), sign(json, settings));
  return rightKey && rightSignature;
}
