import { SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './setup.module.css';
import type { StepProps } from './step-props.ts';

/** The clinic's name and its branch with the zone that all its days are counted in. */
export function ClinicStep({ draft, state, onChange }: StepProps) {
  const { t } = useTranslation();
  const { branch } = draft;
  const zones = zoneNames(branch.zone);
  const set = (part: Partial<typeof branch>): void => onChange({ branch: { ...branch, ...part } });
  return (
    <Stack>
      <TextInput
        label={t('setup.name')}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        required
        withAsterisk={false}
        data-testid="clinic-name"
      />
      <div>
        <Text size="sm" fw={500} id="setup-language">
          {t('setup.language')}
        </Text>
        <SegmentedControl
          aria-labelledby="setup-language"
          value={draft.language}
          onChange={(value) => onChange({ language: value === 'en' ? 'en' : 'ru' })}
          data={[
            { value: 'ru', label: 'Русский' },
            { value: 'en', label: 'English' },
          ]}
        />
      </div>
      <div className={classes.fields}>
        <TextInput
          label={t('setup.branch')}
          description={t('setup.branchHint')}
          value={branch.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          required
          withAsterisk={false}
          data-testid="branch-name"
        />
        <Select
          label={t('setup.zone')}
          description={t('setup.zoneHint')}
          data={zones}
          value={branch.zone}
          onChange={(value) => value !== null && set({ zone: value })}
          searchable
          allowDeselect={false}
          data-testid="branch-zone"
        />
        <TextInput
          label={t('setup.areaCode')}
          description={t('setup.areaCodeHint')}
          value={branch.areaCode}
          onChange={(event) => set({ areaCode: event.currentTarget.value })}
          inputMode="numeric"
          data-testid="area-code"
        />
        <TextInput
          label={t('setup.hours')}
          description={t('setup.hoursHint')}
          value={branch.hours}
          onChange={(event) => set({ hours: event.currentTarget.value })}
          placeholder="mon-fri 09:00-21:00, sat 10:00-18:00"
          data-testid="hours"
        />
      </div>
      {state.branches.length > 1 && <p className={classes.note}>{t('setup.moreBranches', { path: state.path })}</p>}
    </Stack>
  );
}

function zoneNames(own: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(own) || own === '' ? known : [own, ...known];
}
