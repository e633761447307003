import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type BranchDraft, newBranch } from './draft.ts';
import { Entry } from './entry.tsx';
import classes from './setup.module.css';
import type { StepProps } from './step-props.ts';
import { branchTitle } from './titles.ts';

/** The clinic's name and its branches, each with the zone that all its days are counted in. */
export function ClinicStep({ draft, onChange, wrong }: StepProps) {
  const { t } = useTranslation();
  const { branches } = draft;
  return (
    <Stack>
      <TextInput
        label={t('setup.name')}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={wrong('clinic.name')}
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
      {branches.map((branch, index) => (
        <BranchFields
          key={index}
          branch={branch}
          title={branchTitle(t, branches, index)}
          onChange={(changed) => onChange({ branches: branches.with(index, changed) })}
          onRemove={
            branch.id === null && branches.length > 1
              ? () => onChange({ branches: branches.toSpliced(index, 1) })
              : undefined
          }
          wrong={(field) => wrong(`branches[${index}].${field}`)}
        />
      ))}
      <Group>
        <Button
          variant="default"
          onClick={() => onChange({ branches: [...branches, newBranch(branches[0]?.zone ?? '')] })}
          data-testid="add-branch"
        >
          {t('setup.addBranch')}
        </Button>
      </Group>
    </Stack>
  );
}

interface BranchFieldsProps {
  branch: BranchDraft;
  title: string;
  onChange(branch: BranchDraft): void;
  onRemove: (() => void) | undefined;
  wrong: StepProps['wrong'];
}

function BranchFields({ branch, title, onChange, onRemove, wrong }: BranchFieldsProps) {
  const { t } = useTranslation();
  const set = (part: Partial<BranchDraft>): void => onChange({ ...branch, ...part });
  return (
    <Entry title={title} onRemove={onRemove} testId="branch">
      <div className={classes.fields}>
        <TextInput
          label={t('setup.branch')}
          description={t('setup.branchHint')}
          value={branch.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={wrong('name')}
          required
          withAsterisk={false}
          data-testid="branch-name"
        />
        <Select
          label={t('setup.zone')}
          description={t('setup.zoneHint')}
          data={zoneNames(branch.zone)}
          value={branch.zone}
          onChange={(value) => value !== null && set({ zone: value })}
          error={wrong('zone')}
          searchable
          nothingFoundMessage={t('setup.noZone')}
          onFocus={(event) => event.currentTarget.select()}
          allowDeselect={false}
          data-testid="branch-zone"
        />
        <TextInput
          label={t('setup.areaCode')}
          description={t('setup.areaCodeHint')}
          value={branch.areaCode}
          onChange={(event) => set({ areaCode: event.currentTarget.value })}
          error={wrong('areaCode')}
          inputMode="numeric"
          data-testid="area-code"
        />
        <TextInput
          label={t('setup.hours')}
          description={t('setup.hoursHint')}
          value={branch.hours}
          onChange={(event) => set({ hours: event.currentTarget.value })}
          error={wrong('hours')}
          placeholder={t('setup.hoursExample')}
          data-testid="hours"
        />
      </div>
    </Entry>
  );
}

function zoneNames(own: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(own) || own === '' ? known : [own, ...known];
}
