import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import ru from './ru.json';
import { nameTab } from '../words/tab-title.ts';

export const languages = ['ru', 'en'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'trubka.language';

/** The language that was chosen on this computer, null when nobody chose. */
export function chosenLanguage(): Language | null {
  return asLanguage(localStorage.getItem(storageKey));
}

export function asLanguage(value: string | null): Language | null {
  return languages.find((language) => language === value) ?? null;
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  void i18next.changeLanguage(language);
}

/** Until the server tells the language of the workplace, Russian. */
export async function startLanguage(): Promise<i18n> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    nameTab({});
  });
  await i18next.use(initReactI18next).init({
    lng: chosenLanguage() ?? 'ru',
    fallbackLng: 'ru',
    resources: { ru: { translation: ru }, en: { translation: en } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  });
  return i18next;
}
