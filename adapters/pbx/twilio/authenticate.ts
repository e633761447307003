import { createHash } from 'node:crypto';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { sameSecret } from '../../kit/signature.ts';
import type { TwilioSettings } from './settings.ts';
import { twilioSignature, withAndWithoutPort } from '../../kit/twilio-signature.ts';

/**
 * `X-Twilio-Signature` over the public address with its query as it came and, of a form, the parameters. Any other body
 * is signed by its SHA-256 in the query (`bodySHA256`), which is signed with the address.
 */
export function authenticate(request: InboundRequest, settings: TwilioSettings): boolean {
  const signature = request.headers['x-twilio-signature'];
  if (signature === undefined) return false;
  const query = request.rawQuery === '' ? '' : `?${request.rawQuery}`;
  const url = settings.publicUrl + request.path + query;
  const bodyHash = Object.hasOwn(request.query, 'bodySHA256') ? request.query['bodySHA256'] : undefined;
  if (bodyHash !== undefined && !sameSecret(bodyHash.toLowerCase(), sha256(request.body))) return false;
  const isForm = request.method === 'POST' && bodyHash === undefined;
  const parameters = isForm ? [...new URLSearchParams(request.body.toString('utf8'))] : [];
  const right = withAndWithoutPort(url).map((address) => twilioSignature(settings.authToken, address, parameters));
  // Both are compared, whichever is right, so that the time tells nothing.
  return right.map((expected) => sameSecret(signature, expected)).includes(true);
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
