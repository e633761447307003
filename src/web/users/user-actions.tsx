import { Button, Divider, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { User } from './user-shapes.ts';

type Act = 'reset' | 'resetTotp' | 'signOut' | 'lock' | 'unlock';

interface UserActionsProps {
  user: User;
  onPassword(password: string): void;
  onClose(): void;
}

/** What cannot be taken back is pressed twice. */
export function UserActions({ user, onPassword, onClose }: UserActionsProps) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const [armed, setArmed] = useState<Act | null>(null);
  const act = useMutation({
    mutationFn: (what: Act) => run(what),
    onSettled: () => {
      setArmed(null);
      void queries.invalidateQueries({ queryKey: ['users'] });
    },
  });

  async function run(what: Act): Promise<string | null> {
    const path = `users/${user.id}`;
    switch (what) {
      case 'reset':
        onPassword((await api.send<{ password: string }>(`${path}/reset-password`)).password);
        return null;
      case 'resetTotp':
        await api.send(`${path}/reset-totp`);
        return t('users.totpReset');
      case 'signOut': {
        const { ended } = await api.send<{ ended: number }>(`${path}/sessions`, { method: 'DELETE' });
        return t('users.signedOut', { count: ended });
      }
      case 'lock':
      case 'unlock':
        await api.send(path, { method: 'PATCH', body: { disabled: what === 'lock' } });
        onClose();
        return null;
    }
  }

  const acts: Act[] = [
    'reset',
    ...(user.totp ? (['resetTotp'] as const) : []),
    'signOut',
    user.disabledAt === null ? 'lock' : 'unlock',
  ];
  return (
    <>
      <Divider />
      <Group gap="xs">
        {acts.map((what) => (
          <Button
            key={what}
            variant={armed === what ? 'filled' : 'default'}
            color={armed === what ? 'red' : 'gray'}
            size="compact-md"
            loading={act.isPending && act.variables === what}
            onClick={() => (armed === what || what === 'unlock' ? act.mutate(what) : setArmed(what))}
            data-testid={`act-${what}`}
          >
            {armed === what ? `${t(`users.${what}`)}: ${t('users.sure')}` : t(`users.${what}`)}
          </Button>
        ))}
      </Group>
      {act.isSuccess && act.data !== null && <Text role="status">{act.data}</Text>}
      {act.isError && <ProblemAlert error={act.error} />}
    </>
  );
}
