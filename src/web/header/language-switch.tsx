import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { asLanguage, chooseLanguage, languages } from '../language/language.ts';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('header.language')}
      value={i18n.language}
      data={languages.map((language) => ({ value: language, label: language.toUpperCase() }))}
      onChange={(value) => {
        const language = asLanguage(value);
        if (language !== null) chooseLanguage(language);
      }}
      data-testid="language"
    />
  );
}
