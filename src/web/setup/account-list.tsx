import { Button, Group } from '@mantine/core';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { type AccountDraft, type AccountKind, isAccountTold, noAccount, placeInFile } from './draft.ts';
import { Entry } from './entry.tsx';
import { ProviderForm } from './provider-form.tsx';
import classes from './setup.module.css';
import type { Provider } from './shapes.ts';
import type { StepProps } from './step-props.ts';
import { accountTitle } from './titles.ts';

interface AccountListProps extends StepProps {
  kind: AccountKind;
  /** Of the field in which the provider is chosen, and of the choice of none. */
  label: string;
  none: string;
  add: string;
  /** What else is asked of an account. */
  More?: ComponentType<MoreOfAccount>;
}

export interface MoreOfAccount {
  account: AccountDraft;
  provider: Provider | undefined;
  set(part: Partial<AccountDraft>): void;
}

/** The accounts of one kind: those of the file with what they are told, and new ones. */
export function AccountList({ kind, label, none, add, More, draft, state, onChange, wrong }: AccountListProps) {
  const { t } = useTranslation();
  const accounts = draft[kind];
  const providers = state.providers[kind];
  return (
    <>
      {accounts.map((account, index) => {
        const set = (changed: AccountDraft): void => onChange({ [kind]: accounts.with(index, changed) });
        const place = placeInFile(accounts, index, isAccountTold);
        return (
          <Entry
            key={index}
            title={accountTitle(account, { providers, fallback: label })}
            onRemove={
              account.id === null && accounts.length > 1
                ? () => onChange({ [kind]: accounts.toSpliced(index, 1) })
                : undefined
            }
            testId={`${kind}-account`}
          >
            <ProviderForm
              {...{ label, none, providers, account }}
              known={state[kind].find(({ id }) => id === account.id)}
              onChange={set}
              wrong={(key) => wrong(`accounts.${kind}[${place}].${key}`)}
              testId={`${kind}-provider`}
            />
            {More !== undefined && (
              <More
                account={account}
                provider={providers.find(({ id }) => id === account.provider)}
                set={(part) => set({ ...account, ...part })}
              />
            )}
          </Entry>
        );
      })}
      {accounts.every(isAccountTold) && (
        <Group>
          <Button
            variant="default"
            onClick={() => onChange({ [kind]: [...accounts, noAccount] })}
            data-testid={`add-${kind}`}
          >
            {add}
          </Button>
        </Group>
      )}
      {accounts.some(({ id }) => id !== null) && (
        <p className={classes.note}>{t('setup.takenOutByHand', { path: state.path })}</p>
      )}
    </>
  );
}
