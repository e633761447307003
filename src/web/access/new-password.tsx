import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/api.ts';

export interface NewPassword {
  first: string;
  second: string;
}

/** What was typed twice; throws where it differs. */
export function repeatedPassword({ first, second }: NewPassword): string {
  if (first !== second) throw new ApiProblem(422, 'the passwords differ', 'password-repeat');
  return first;
}

interface NewPasswordFieldsProps {
  value: NewPassword;
  onChange(value: NewPassword): void;
}

/** A password that will be remembered, typed twice. */
export function NewPasswordFields({ value, onChange }: NewPasswordFieldsProps) {
  const { t } = useTranslation();
  const differs = value.second !== '' && !value.first.startsWith(value.second);
  return (
    <>
      <PasswordInput
        label={t('signIn.newPassword')}
        description={t('signIn.newPasswordHint')}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.revealPassword') }}
        value={value.first}
        onChange={(event) => onChange({ ...value, first: event.currentTarget.value })}
        autoComplete="new-password"
        required
        withAsterisk={false}
        data-testid="new-password"
      />
      <PasswordInput
        label={t('signIn.repeatPassword')}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.revealPassword') }}
        value={value.second}
        onChange={(event) => onChange({ ...value, second: event.currentTarget.value })}
        error={differs ? t('signIn.repeatDiffers') : null}
        autoComplete="new-password"
        required
        withAsterisk={false}
        data-testid="repeat-password"
      />
    </>
  );
}
