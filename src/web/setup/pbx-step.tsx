import { Checkbox, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProviderForm } from './provider-form.tsx';
import type { StepProps } from './step-props.ts';

/** The telephone system, the days before today that it still knows, and where recordings stay. */
export function PbxStep({ draft, state, onChange }: StepProps) {
  const { t } = useTranslation();
  const provider = state.providers.pbx.find(({ id }) => id === draft.pbx.provider);
  return (
    <Stack>
      <ProviderForm
        label={t('setup.pbx')}
        none={t('setup.chooseLater')}
        providers={state.providers.pbx}
        known={state.pbx}
        account={draft.pbx}
        onChange={(pbx) => {
          const hasZone = state.providers.pbx
            .find(({ id }) => id === pbx.provider)
            ?.fields.some(({ key }) => key === 'zone');
          const zone = pbx.settings['zone'] ?? (hasZone === true ? draft.branch.zone : undefined);
          onChange({ pbx: zone === undefined ? pbx : { ...pbx, settings: { ...pbx.settings, zone } } });
        }}
        testId="pbx-provider"
      />
      {provider?.history === true && (
        <Checkbox
          label={t('setup.history')}
          description={t('setup.historyHint')}
          checked={draft.history}
          onChange={(event) => onChange({ history: event.currentTarget.checked })}
          data-testid="history"
        />
      )}
      {draft.pbx.provider !== '' && (
        <TextInput
          label={t('setup.keepDays')}
          description={t('setup.keepDaysHint')}
          value={draft.keepDays}
          onChange={(event) => onChange({ keepDays: event.currentTarget.value.replaceAll(/\D/g, '') })}
          inputMode="numeric"
          w={320}
          maw="100%"
          data-testid="keep-days"
        />
      )}
    </Stack>
  );
}
