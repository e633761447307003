import { Checkbox, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AccountList, type MoreOfAccount } from './account-list.tsx';
import { isAccountTold, type AccountDraft, type Draft } from './draft.ts';
import type { StepProps } from './step-props.ts';

/** The telephone systems, the days before today that they still know, and where recordings stay. */
export function PbxStep(props: StepProps) {
  const { t } = useTranslation();
  const { draft, state, onChange } = props;
  const providerOf = ({ provider }: AccountDraft) => state.providers.pbx.find(({ id }) => id === provider);
  /** A cabinet whose times have a zone has most often that of the clinic. */
  const withZone = (account: AccountDraft): AccountDraft => {
    const asksZone = account.id === null && providerOf(account)?.fields.some(({ key }) => key === 'zone') === true;
    const zone = draft.branches[0]?.zone ?? '';
    return asksZone && zone !== '' && account.settings['zone'] === undefined
      ? { ...account, settings: { ...account.settings, zone } }
      : account;
  };
  const change = (part: Partial<Draft>): void =>
    onChange(part.pbx === undefined ? part : { ...part, pbx: part.pbx.map(withZone) });
  return (
    <Stack>
      <AccountList
        {...props}
        kind="pbx"
        label={t('setup.pbx')}
        none={t('setup.chooseLater')}
        add={t('setup.addPbx')}
        onChange={change}
        More={FormerCalls}
      />
      {draft.pbx.some(isAccountTold) && (
        <TextInput
          label={t('setup.keepDays')}
          description={t('setup.keepDaysHint')}
          value={draft.keepDays}
          onChange={(event) => onChange({ keepDays: event.currentTarget.value.replaceAll(/\D/g, '') })}
          error={props.wrong('recordings.days')}
          inputMode="numeric"
          w={320}
          maw="100%"
          data-testid="keep-days"
        />
      )}
    </Stack>
  );
}

/** Where the PBX tells its history, the days before today can be fetched. */
function FormerCalls({ account, provider, set }: MoreOfAccount) {
  const { t } = useTranslation();
  if (provider?.history !== true) return null;
  return (
    <Checkbox
      label={t('setup.history')}
      description={t('setup.historyHint')}
      checked={account.history}
      onChange={(event) => set({ history: event.currentTarget.checked })}
      data-testid="history"
    />
  );
}
