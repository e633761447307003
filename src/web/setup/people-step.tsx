import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ImportPeople } from '../import/import-people.tsx';
import classes from './setup.module.css';
import type { SetupState } from './shapes.ts';

export function PeopleStep({ state }: { state: SetupState }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <p className={classes.note}>
        {state.people === 0 ? t('setup.noPeople') : t('setup.people', { count: state.people })} {t('setup.peopleHint')}
      </p>
      <ImportPeople />
    </Stack>
  );
}
