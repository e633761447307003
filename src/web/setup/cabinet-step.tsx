import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SetupTexts } from '../cockpit/setup-texts.tsx';
import classes from './setup.module.css';
import type { KnownAccount, SetupState } from './shapes.ts';

/** What to enter into the cabinet of the PBX and into the MIS. */
export function CabinetStep({ state }: { state: SetupState }) {
  const { t } = useTranslation();
  const nameOf = (kind: 'pbx' | 'mis', { provider }: KnownAccount): string =>
    state.providers[kind].find(({ id }) => id === provider)?.name ?? provider;
  const asking = state.mis.filter(
    ({ provider }) => state.providers.mis.find(({ id }) => id === provider)?.connects === false,
  );
  if (state.pbx.length + asking.length === 0) return <p className={classes.note}>{t('setup.noAccounts')}</p>;
  return (
    <Stack gap="xl">
      {[...state.pbx.map((one) => ['pbx', one] as const), ...asking.map((one) => ['mis', one] as const)].map(
        ([kind, account]) => (
          <section key={account.id} aria-label={nameOf(kind, account)} data-testid={`cabinet-${account.id}`}>
            <h4 className={classes.subtitle}>{nameOf(kind, account)}</h4>
            <SetupTexts account={account.id} />
          </section>
        ),
      )}
    </Stack>
  );
}
