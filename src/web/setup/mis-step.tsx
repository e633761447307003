import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AccountList } from './account-list.tsx';
import { isAccountTold } from './draft.ts';
import classes from './setup.module.css';
import type { StepProps } from './step-props.ts';

/** The MIS; IDENT with the question whether it has its calls already. */
export function MisStep(props: StepProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <AccountList {...props} kind="mis" label={t('setup.mis')} none={t('setup.noMis')} add={t('setup.addMis')} />
      {!props.draft.mis.some(isAccountTold) && <p className={classes.note}>{t('setup.noMisHint')}</p>}
    </Stack>
  );
}
