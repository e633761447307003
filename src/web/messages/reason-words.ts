import type { TFunction } from 'i18next';

/**
 * Why a message was not sent or did not arrive: `code`, `code: details`, or a provider's own words. What this screen
 * has no words for shows as it is.
 */
export function reasonWords(t: TFunction, reason: string): string {
  const code = /^([a-z]+(?:-[a-z]+)*)(?:$|: )/.exec(reason)?.[1];
  return code === undefined ? reason : t(`messages.reasons.${code}`, { defaultValue: reason });
}
