import { Checkbox, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountDraft } from './draft.ts';
import classes from './setup.module.css';
import type { KnownAccount, Provider, SettingField } from './shapes.ts';

interface ProviderFormProps {
  providers: readonly Provider[];
  /** The account as the file has it; undefined: it is a new one. */
  known: KnownAccount | undefined;
  account: AccountDraft;
  none: string;
  label: string;
  onChange(account: AccountDraft): void;
  wrong(key: string): string | undefined;
  testId: string;
}

/** A provider and what it wants to know: what must be told first, the rest on demand. */
export function ProviderForm(props: ProviderFormProps) {
  const { t } = useTranslation();
  const { providers, known, account, onChange, wrong } = props;
  const provider = providers.find(({ id }) => id === account.provider);
  const set = (key: string, value: string): void =>
    onChange({ ...account, settings: { ...account.settings, [key]: value } });
  const must = provider?.fields.filter((field) => isWanted(field, provider)) ?? [];
  const may = provider?.fields.filter((field) => !must.includes(field)) ?? [];
  const input = (field: SettingField) => (
    <FieldInput
      key={field.key}
      field={field}
      value={account.settings[field.key] ?? ''}
      isSet={known?.secrets.includes(field.key) ?? false}
      error={wrong(field.key)}
      onChange={(value) => set(field.key, value)}
    />
  );
  return (
    <Stack>
      {/* An account that is there has its calls and secrets: it stays what it is, and its title says so. */}
      {known === undefined && (
        <Select
          label={props.label}
          data={[{ value: '', label: props.none }, ...providers.map(({ id, name }) => ({ value: id, label: name }))]}
          value={account.provider}
          onChange={(value) => onChange({ ...account, provider: value ?? '', settings: {} })}
          error={wrong('provider')}
          searchable
          allowDeselect={false}
          data-testid={props.testId}
        />
      )}
      {provider !== undefined && provider.byHand.length > 0 && (
        <p className={classes.warning} role="status">
          {t('setup.byHand', { keys: provider.byHand.join(', '), id: provider.id })}
        </p>
      )}
      {must.length > 0 && <div className={classes.fields}>{must.map(input)}</div>}
      {may.length > 0 && (
        <details open={may.some(({ key }) => wrong(key) !== undefined) || undefined}>
          <summary>{t('setup.more')}</summary>
          <div className={classes.fields}>{may.map(input)}</div>
        </details>
      )}
    </Stack>
  );
}

/** Asked at once: what must be told, and our own secret, which is made by itself. */
function isWanted(field: SettingField, { groups }: Provider): boolean {
  const group = groups.find(({ key }) => field.key.startsWith(`${key}.`));
  const must = field.required && (group === undefined || group.required);
  return must || field.generated || ['zone', 'calls'].includes(field.key);
}

interface FieldInputProps {
  field: SettingField;
  value: string;
  /** A secret that the configuration has already. */
  isSet: boolean;
  error: string | undefined;
  onChange(value: string): void;
}

function FieldInput({ field, value, isSet, error, onChange }: FieldInputProps) {
  const { t } = useTranslation();
  const { key, type, secret, generated, description, example } = field;
  const label = t(`setup.key.${key}`, { defaultValue: key });
  const about = t(`setup.about.${key}`, { defaultValue: description });
  const shared = { label, description: about, error, 'data-testid': `setting-${key}` };
  if (type === 'choice')
    return (
      <Select
        {...shared}
        data={field.options.map((option) => ({
          value: option,
          label: t(`setup.option.${key}.${option}`, { defaultValue: option }),
        }))}
        value={value === '' ? field.default : value}
        onChange={(chosen) => onChange(chosen ?? '')}
        allowDeselect={false}
      />
    );
  if (type === 'yes-no')
    return (
      <Checkbox
        {...shared}
        checked={(value === '' ? field.default : value) === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  const placeholder = isSet
    ? t('setup.secretSet')
    : generated
      ? t('setup.secretMade')
      : (field.default ?? (example === null || example.includes('${') ? '' : example));
  const text = {
    ...shared,
    value,
    placeholder,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value.trim()),
  };
  return secret ? (
    <PasswordInput {...text} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': t('setup.reveal') }} />
  ) : (
    <TextInput {...text} inputMode={type === 'number' ? 'decimal' : 'text'} />
  );
}
