import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProviderForm } from './provider-form.tsx';
import classes from './setup.module.css';
import type { StepProps } from './step-props.ts';

/** The MIS; IDENT with the question whether it has its calls already. */
export function MisStep({ draft, state, onChange }: StepProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <ProviderForm
        label={t('setup.mis')}
        none={t('setup.noMis')}
        providers={state.providers.mis}
        known={state.mis}
        account={draft.mis}
        onChange={(mis) => onChange({ mis })}
        testId="mis-provider"
      />
      {draft.mis.provider === '' && <p className={classes.note}>{t('setup.noMisHint')}</p>}
    </Stack>
  );
}
