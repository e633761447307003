import type { ProviderTemplate } from '../../../src/contracts/pbx.ts';
import { commonPlaceholders, uisEventNames, uisNotifications, type UisEventName } from './notifications.ts';
import { INTERACTIVE } from './question.ts';
import type { UisSettings } from './settings.ts';

/**
 * One template per event for «Уведомления о событиях» of the UIS cabinet, and the address for a scenario's interactive
 * operation. Placeholders have no quotes: UIS puts them around strings itself. The secret of the account is in them.
 */
export function templates(account: string, settings: UisSettings, baseUrl: string): ProviderTemplate[] {
  const url = `${baseUrl}/webhooks/${encodeURIComponent(account)}/${settings.secret}`;
  return [
    ...uisEventNames.map((name): ProviderTemplate => ({
      title: `Уведомления о событиях → «${uisNotifications[name].title}» → HTTP-запрос, метод POST`,
      method: 'POST',
      url,
      body: bodyOf(name, settings.secret),
    })),
    {
      kind: 'address',
      title: `Сценарии → операция «Интерактивная обработка вызова» → метод POST, параметры ${interactiveParameters}`,
      method: 'POST',
      url: `${url}${INTERACTIVE}`,
      body: null,
    },
  ];
}

const interactiveParameters = 'call_session_id, start_time, numa, numb';

function bodyOf(name: UisEventName, secret: string): string {
  const placeholders = [...commonPlaceholders, ...uisNotifications[name].placeholders];
  const lines = [
    `"event": ${JSON.stringify(name)}`,
    `"secret": ${JSON.stringify(secret)}`,
    ...placeholders.map((placeholder) => `"${placeholder}": {{${placeholder}}}`),
  ];
  return `{\n  ${lines.join(',\n  ')}\n}`;
}
