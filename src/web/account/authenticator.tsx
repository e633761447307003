import { Button, Card, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { ConfirmAuthenticator } from './confirm-authenticator.tsx';
import type { TotpBegun } from './totp-begun.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

interface TotpState {
  enabled: boolean;
  recoveryCodesLeft: number;
}

/** The second thing that is asked for at sign-in. Turning it on or off needs the password: screens stay unlocked. */
export function Authenticator() {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const state = useQuery({ queryKey: ['totp'], queryFn: ({ signal }) => api.get<TotpState>('me/totp', signal) });
  const refresh = (): void => {
    setPassword('');
    void queries.invalidateQueries({ queryKey: ['totp'] });
  };
  const begin = useMutation({ mutationFn: () => api.send<TotpBegun>('me/totp', { body: { password } }) });
  const remove = useMutation({
    mutationFn: () => api.send('me/totp', { method: 'DELETE', body: { password } }),
    onSuccess: refresh,
  });
  const enabled = state.data?.enabled === true;
  const act = enabled ? remove : begin;

  return (
    <Card withBorder radius="lg" data-testid="authenticator" data-enabled={enabled || undefined}>
      <Stack align="flex-start">
        <Title order={3} size="h4">
          {t('account.totp')}
        </Title>
        {state.isError && <ProblemAlert error={state.error} onRetry={() => void state.refetch()} />}
        {codes !== null ? (
          <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
        ) : begin.data !== undefined && !enabled ? (
          <ConfirmAuthenticator
            begun={begin.data}
            onConfirmed={(made) => {
              setCodes(made);
              begin.reset();
              refresh();
            }}
            onCancel={() => begin.reset()}
          />
        ) : (
          state.data !== undefined && (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                act.mutate();
              }}
            >
              <Stack align="flex-start">
                <Text {...(!enabled && { c: 'dimmed' })}>
                  {enabled ? t('account.totpOn', { count: state.data.recoveryCodesLeft }) : t('account.totpOff')}
                </Text>
                {act.isError && <ProblemAlert error={act.error} />}
                <Group align="flex-end">
                  <PasswordInput
                    w={260}
                    label={t('account.current')}
                    visibilityToggleButtonProps={{ 'aria-label': t('signIn.revealPassword') }}
                    value={password}
                    onChange={(event) => setPassword(event.currentTarget.value)}
                    autoComplete="current-password"
                    required
                    withAsterisk={false}
                    data-testid="totp-password"
                  />
                  <Button type="submit" variant="default" loading={act.isPending} data-testid="totp-act">
                    {t(enabled ? 'account.totpRemove' : 'account.totpSet')}
                  </Button>
                </Group>
              </Stack>
            </form>
          )
        )}
      </Stack>
    </Card>
  );
}
