import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** The bytes of a secret as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64. Null when it is none. */
export function webhookKey(secret: string): Buffer | null {
  const written = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(written)) return null;
  const key = Buffer.from(written, 'base64');
  return key.length >= 24 && key.length <= 64 ? key : null;
}

/**
 * The three headers of https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md over
 * exactly these bytes; one signature for each secret, so that a receiver may change over in its own time. `at` is the
 * time of the attempt. Throws for a secret that is none.
 */
export function signWebhook(message: {
  id: string;
  at: Date;
  body: string;
  secrets: readonly string[];
}): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  const content = `${message.id}.${timestamp}.${message.body}`;
  const signatures = message.secrets.map((secret) => {
    const key = webhookKey(secret);
    if (key === null) throw new Error('not a secret of Standard Webhooks');
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  });
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
