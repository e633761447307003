import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roles } from '../../contracts/role.ts';
import { Dialog } from '../page/dialog.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { OneTimePassword } from './one-time-password.tsx';
import { UserActions } from './user-actions.tsx';
import type { User } from './user-shapes.ts';

interface UserDialogProps {
  /** Null: a new one. */
  user: User | null;
  onClose(): void;
}

/** What somebody is and may do; below it what happens at once: a new password, locking out. */
export function UserDialog({ user, onClose }: UserDialogProps) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState({
    login: user?.login ?? '',
    name: user?.name ?? '',
    role: user?.role ?? 'reception',
    branches: user?.branches ?? ['*'],
    seat: user?.seat ?? null,
  });
  const [password, setPassword] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: async () => {
      const { login, ...rest } = wanted;
      if (user === null) return api.send<{ password: string }>('users', { body: { login, ...rest } });
      await api.send(`users/${user.id}`, { method: 'PATCH', body: rest });
      return null;
    },
    onSuccess: (added) => {
      void queries.invalidateQueries({ queryKey: ['users'] });
      if (added === null) onClose();
      else setPassword(added.password);
    },
  });
  const all = wanted.branches.includes('*');
  const seats = (me?.seats ?? []).filter(({ branch }) => all || wanted.branches.includes(branch));

  return (
    <Dialog
      onClose={onClose}
      title={user === null ? t('users.add') : t('users.edit', { name: user.name })}
      testId="user-dialog"
    >
      {password !== null ? (
        <OneTimePassword login={wanted.login} password={password} onDone={onClose} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Stack>
            <TextInput
              label={t('users.name')}
              value={wanted.name}
              onChange={(event) => setWanted({ ...wanted, name: event.currentTarget.value })}
              required
              withAsterisk={false}
              data-autofocus
              data-testid="user-name"
            />
            {user === null && (
              <TextInput
                label={t('users.login')}
                description={t('users.loginHint')}
                value={wanted.login}
                onChange={(event) => setWanted({ ...wanted, login: event.currentTarget.value })}
                autoCapitalize="none"
                autoComplete="off"
                required
                withAsterisk={false}
                data-testid="user-login"
              />
            )}
            <Select
              label={t('users.role')}
              data={roles.map((role) => ({ value: role, label: t(`users.roles.${role}`) }))}
              value={wanted.role}
              onChange={(role) => setWanted({ ...wanted, role: roles.find((one) => one === role) ?? wanted.role })}
              allowDeselect={false}
              data-testid="user-role"
            />
            <Checkbox.Group
              label={t('users.branches')}
              description={t('users.branchesHint')}
              value={wanted.branches}
              onChange={(branches) => setWanted({ ...wanted, branches })}
            >
              <Stack gap="xs" mt="xs">
                <Checkbox value="*" label={t('users.allBranches')} />
                {!all &&
                  (me?.branches ?? []).map(({ id }) => (
                    <Checkbox key={id} value={id} label={places.branchName(id)} data-testid={`user-branch-${id}`} />
                  ))}
              </Stack>
            </Checkbox.Group>
            <Select
              label={t('users.seat')}
              description={t('users.seatHint')}
              placeholder={t('users.noSeat')}
              data={seats.map(({ id, name }) => ({ value: id, label: name }))}
              value={wanted.seat}
              onChange={(seat) => setWanted({ ...wanted, seat })}
              clearable
            />
            {save.isError && <ProblemAlert error={save.error} />}
            <Group justify="flex-end">
              <Button variant="subtle" onClick={onClose}>
                {t('users.cancel')}
              </Button>
              <Button type="submit" loading={save.isPending} data-testid="save-user">
                {t('users.save')}
              </Button>
            </Group>
            {user !== null && <UserActions user={user} onPassword={setPassword} onClose={onClose} />}
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
