import type { Configuration } from '../../src/platform/configuration/index.ts';
import { testConfiguration } from './configuration.ts';

export const webhookSecret = `whsec_${Buffer.from('a secret for tests, 32 bytes long').toString('base64')}`;

/** The demo clinic that tells a receiver of every call, at once after its end. */
export function tellingClinic(
  url: string,
  settings: Record<string, unknown> = {},
  overrides: Partial<Configuration> = {},
): Configuration {
  const base = testConfiguration();
  return testConfiguration({
    pbx: new Map([...base.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 0 }])),
    mis: new Map([
      [
        'crm',
        {
          id: 'crm',
          provider: 'webhooks',
          allowFrom: [],
          settings: { url, secret: [webhookSecret], trusted: true, timeoutSeconds: 1, ...settings },
        },
      ],
    ]),
    ...overrides,
  });
}
