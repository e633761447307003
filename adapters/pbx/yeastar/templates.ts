import type { ProviderTemplate } from '../../../src/contracts/pbx.ts';
import type { YeastarSettings } from './settings.ts';

export function templates(account: string, _settings: YeastarSettings, baseUrl: string): ProviderTemplate[] {
  return [
    {
      kind: 'address',
      title:
        'Integrations → API → Webhook Event Push → Add: POST; events (30011) Call State Changed, (30012) Call End Details, (30013) Call Transfer Report, (30016) Inbound Call Invitation',
      method: 'POST',
      url: `${baseUrl}/webhooks/${encodeURIComponent(account)}`,
      body: null,
    },
  ];
}
