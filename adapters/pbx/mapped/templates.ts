import type { ProviderTemplate } from '../../../src/contracts/pbx.ts';
import type { MappedSettings } from './settings.ts';

const shown: Readonly<Record<MappedSettings['secretIn'], string>> = {
  path: 'секрет уже в адресе',
  field: 'секрет – в поле',
  header: 'секрет – в заголовке',
  signature: 'подпись тела – в заголовке',
};

/** The address; what the PBX sends there is described by the settings. */
export function templates(account: string, settings: MappedSettings, baseUrl: string): ProviderTemplate[] {
  const { secret, secretIn, secretName } = settings;
  const base = `${baseUrl}/webhooks/${encodeURIComponent(account)}`;
  const where = secretName === undefined ? shown[secretIn] : `${shown[secretIn]} ${secretName}`;
  return [
    {
      kind: 'address',
      title: `Вебхук АТС (HTTP-уведомления о звонках), ${where}`,
      method: 'POST',
      url: secretIn === 'path' ? `${base}/${secret}` : base,
      body: null,
    },
  ];
}
