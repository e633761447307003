import { Badge, Group, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { DataColumn } from '../page/data-table.tsx';
import type { User } from './user-shapes.ts';

/** Outside of the page, so that a cell is not another component at every render. */
export function userColumns(
  t: TFunction,
  say: { branches(ids: readonly string[]): string; moment(instant: string): string },
): DataColumn<User>[] {
  return [
    {
      id: 'name',
      header: t('users.name'),
      sortBy: (user) => user.name,
      cell: (user) => (
        <>
          <Text fw={600} td={user.disabledAt === null ? undefined : 'line-through'}>
            {user.name}
          </Text>
          <Text c="dimmed" size="sm">
            {user.login}
          </Text>
        </>
      ),
    },
    {
      id: 'role',
      header: t('users.role'),
      sortBy: (user) => user.role,
      cell: (user) => t(`users.roles.${user.role}`),
    },
    {
      id: 'branches',
      header: t('users.branches'),
      cell: (user) => say.branches(user.branches),
      wide: true,
    },
    {
      id: 'state',
      header: t('users.state'),
      sortBy: (user) => user.signedInAt,
      cell: (user) => (
        <Group gap="xs">
          {user.disabledAt !== null ? (
            <Badge tt="none" color="gray" variant="filled">
              {t('users.locked')}
            </Badge>
          ) : user.mustChangePassword ? (
            <Badge tt="none" color="yellow" variant="filled">
              {t('users.mustChange')}
            </Badge>
          ) : (
            <Text>{user.signedInAt === null ? t('users.never') : say.moment(user.signedInAt)}</Text>
          )}
          {user.totp && (
            <Badge tt="none" variant="default">
              {t('users.withCode')}
            </Badge>
          )}
        </Group>
      ),
    },
  ];
}
