import type { InboundRequest } from '../../../src/contracts/request.ts';
import { hmacOf } from '../../kit/hmac-of.ts';
import { sameSecret } from '../../kit/signature.ts';
import type { MappedSettings } from './settings.ts';
import { findText, sourceOf } from './source.ts';

/** Compares in constant time what was sent, where the settings say that it is sent; nothing sent is refused. */
export function authenticate(request: InboundRequest, settings: MappedSettings): boolean {
  const sent = sentProof(request, settings);
  if (sent === null || !sent.startsWith(settings.secretPrefix)) return false;
  const proof = sent.slice(settings.secretPrefix.length);
  if (settings.secretIn !== 'signature') return proof !== '' && sameSecret(proof, settings.secret);
  // Without a body every request would have the same signature, good for ever.
  if (request.method !== 'POST' || request.body.length === 0) return false;
  const expected = hmacOf(request.body, settings.secret, {
    algorithm: settings.signatureAlgorithm,
    encoding: settings.signatureEncoding,
  });
  // Hex is written in small or capital letters.
  return sameSecret(settings.signatureEncoding === 'hex' ? proof.toLowerCase() : proof, expected);
}

function sentProof(request: InboundRequest, settings: MappedSettings): string | null {
  const { secretIn, secretName = '' } = settings;
  if (secretIn === 'path') return request.path.replace(/^\//, '').split('/')[0] ?? null;
  if (secretIn === 'field') {
    const source = sourceOf(request, settings);
    return source === null ? null : (findText(source, secretName)?.text ?? null);
  }
  const name = secretName.toLowerCase();
  return Object.hasOwn(request.headers, name) ? (request.headers[name] ?? null) : null;
}
