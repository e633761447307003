import type { ProviderTemplate } from '../../../src/contracts/pbx.ts';
import type { TelphinSettings } from './settings.ts';

/** One address for every extension; which events each sends is in the title. */
export function templates(account: string, { secret }: TelphinSettings, baseUrl: string): ProviderTemplate[] {
  const url = `${baseUrl}/webhooks/${encodeURIComponent(account)}/${secret}`;
  const titles = [
    'Каждый телефон → «События»: dial-in, dial-out, answer, hangup; метод POST',
    'Меню и очереди, куда приходят звонки → «События»: dial-in, hangup; метод POST',
  ];
  return titles.map((title) => ({ kind: 'address', title, method: 'POST', url, body: null }));
}
