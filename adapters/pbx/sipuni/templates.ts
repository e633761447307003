import type { ProviderTemplate } from '../../../src/contracts/pbx.ts';
import type { SipuniSettings } from './settings.ts';

export function templates(account: string, { secret }: SipuniSettings, baseUrl: string): ProviderTemplate[] {
  return [
    {
      kind: 'address',
      title: 'Настройки → API → События на АТС → «Подключить услугу», URL',
      method: 'POST',
      url: `${baseUrl}/webhooks/${encodeURIComponent(account)}/${secret}`,
      body: null,
    },
  ];
}
