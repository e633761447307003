import { Button, Code, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { toDataURL } from 'qrcode';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { TotpBegun } from './totp-begun.ts';

interface ConfirmAuthenticatorProps {
  begun: TotpBegun;
  onConfirmed(recoveryCodes: readonly string[]): void;
  onCancel(): void;
}

const size = 240;

export function ConfirmAuthenticator({ begun, onConfirmed, onCancel }: ConfirmAuthenticatorProps) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const [code, setCode] = useState('');
  // Drawn here: the secret goes nowhere else.
  const picture = useQuery({
    queryKey: ['totp-picture', begun.address],
    queryFn: () => toDataURL(begun.address, { width: size, margin: 2 }),
    gcTime: 0,
  });
  const confirm = useMutation({
    mutationFn: () => api.send<{ recoveryCodes: string[] }>('me/totp/confirm', { body: { code } }),
    onSuccess: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <Stack align="flex-start">
        <Text>{t('account.totpScan')}</Text>
        {picture.data === undefined ? (
          <Skeleton width={size} height={size} />
        ) : (
          <img src={picture.data} width={size} height={size} alt={t('account.totpPicture')} />
        )}
        <Code fz="md" data-testid="totp-secret">
          {begun.secret.match(/.{1,4}/g)?.join(' ')}
        </Code>
        <TextInput
          label={t('account.totpCode')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={10}
          required
          withAsterisk={false}
          autoFocus
          data-testid="totp-code"
        />
        {confirm.isError && <ProblemAlert error={confirm.error} />}
        <Group>
          <Button type="submit" loading={confirm.isPending} data-testid="totp-confirm">
            {t('account.totpConfirm')}
          </Button>
          <Button variant="subtle" onClick={onCancel}>
            {t('account.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
