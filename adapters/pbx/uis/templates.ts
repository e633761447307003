import type { ProviderTemplate } from '../../../src/contracts/pbx.ts';
import { commonPlaceholders, uisEventNames, uisNotifications, type UisEventName } from './notifications.ts';
import type { UisSettings } from './settings.ts';

/**
 * One template per event for «Уведомления о событиях» of the UIS cabinet. Placeholders have no quotes: UIS puts them
 * around strings itself. The secret of the account is in them.
 */
export function templates(account: string, settings: UisSettings, baseUrl: string): ProviderTemplate[] {
  return uisEventNames.map((name) => ({
    title: `Уведомления о событиях → «${uisNotifications[name].title}» → HTTP-запрос, метод POST`,
    method: 'POST',
    url: `${baseUrl}/webhooks/${encodeURIComponent(account)}/${settings.secret}`,
    body: bodyOf(name, settings.secret),
  }));
}

function bodyOf(name: UisEventName, secret: string): string {
  const placeholders = [...commonPlaceholders, ...uisNotifications[name].placeholders];
  const lines = [
    `"event": ${JSON.stringify(name)}`,
    `"secret": ${JSON.stringify(secret)}`,
    ...placeholders.map((placeholder) => `"${placeholder}": {{${placeholder}}}`),
  ];
  return `{\n  ${lines.join(',\n  ')}\n}`;
}
