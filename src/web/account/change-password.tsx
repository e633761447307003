import { Button, Card, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type NewPassword, NewPasswordFields, repeatedPassword } from '../access/new-password.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';

const nothing: NewPassword = { first: '', second: '' };

export function ChangePassword() {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState(nothing);
  const change = useMutation({
    mutationFn: async () =>
      api.send('me/password', { method: 'PUT', body: { current, next: repeatedPassword(password) } }),
    onSuccess: () => {
      setCurrent('');
      setPassword(nothing);
      void queries.invalidateQueries({ queryKey: ['own-sessions'] });
    },
  });
  return (
    <Card withBorder radius="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack align="flex-start">
          <Title order={3} size="h4">
            {t('account.password')}
          </Title>
          <PasswordInput
            w={360}
            maw="100%"
            label={t('account.current')}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.revealPassword') }}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-testid="current-password"
          />
          <Stack w={360} maw="100%">
            <NewPasswordFields value={password} onChange={setPassword} />
          </Stack>
          {change.isError && <ProblemAlert error={change.error} />}
          {change.isSuccess && <Text role="status">{t('account.changed')}</Text>}
          <Button type="submit" variant="default" loading={change.isPending} data-testid="change-password">
            {t('account.change')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
