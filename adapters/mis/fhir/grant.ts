import { randomUUID } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { KeptToken, MisApiContext } from '../../../src/contracts/mis-api.ts';
import { grantToken } from '../../kit/grant-token.ts';
import type { FhirSettings } from './settings.ts';

type Client = NonNullable<FhirSettings['client']>;

/** As https://hl7.org/fhir/smart-app-launch/backend-services.html says: at most five minutes. */
const ASSERTION_SECONDS = 240;

/** Client credentials: by a key that only we have, or by a secret. */
export async function grant(context: MisApiContext<FhirSettings>, client: Client): Promise<KeptToken> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: client.scope });
  if (client.privateKey !== undefined) {
    form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    form.set('client_assertion', await assertionOf(client, client.privateKey, context.clock.now()));
  }
  const basic = Buffer.from(`${encodeURIComponent(client.id)}:${encodeURIComponent(client.secret ?? '')}`);
  return grantToken(context, {
    what: 'FHIR, token',
    remedy: 'compare client: id, secret or key, scope',
    method: 'POST',
    url: client.tokenUrl,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(client.secret !== undefined && { authorization: `Basic ${basic.toString('base64')}` }),
    },
    body: form.toString(),
  });
}

async function assertionOf({ id, tokenUrl, algorithm, keyId }: Client, pem: string, now: Date): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const key = await importPKCS8(pem, algorithm).catch(() => {
    throw new PermanentFailure(`FHIR: the private key is none of ${algorithm}`, { stops: true });
  });
  return new SignJWT()
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(tokenUrl)
    .setJti(randomUUID())
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + ASSERTION_SECONDS)
    .sign(key);
}
