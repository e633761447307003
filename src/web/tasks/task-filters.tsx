import { Checkbox, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../page/use-address.ts';
import { roles } from '../../contracts/role.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

/** State, owner, branch, overdue; kept in the address. */
export function TaskFilters() {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const { params, set: setAddress } = useAddress();
  const set = (name: string, value: string): void => setAddress({ [name]: value });
  const branches = me?.branches ?? [];
  return (
    <>
      <NativeSelect
        aria-label={t('tasks.state')}
        value={params.get('state') ?? ''}
        onChange={(event) => set('state', event.currentTarget.value)}
        data={[
          { value: '', label: t('tasks.states.open') },
          { value: 'closed', label: t('tasks.states.closed') },
        ]}
        data-testid="filter-state"
      />
      <NativeSelect
        aria-label={t('tasks.owner')}
        value={params.get('owner') ?? ''}
        onChange={(event) => set('owner', event.currentTarget.value)}
        data={[
          { value: '', label: t('tasks.everybodys') },
          { value: 'me', label: t('tasks.ofMe') },
          { value: 'nobody', label: t('tasks.ofNobody') },
          ...(me?.seats ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ...roles.map((role) => ({ value: role, label: t(`tasks.roles.${role}`) })),
        ]}
        data-testid="filter-owner"
      />
      {branches.length > 1 && (
        <NativeSelect
          aria-label={t('tasks.branch')}
          value={params.get('branch') ?? ''}
          onChange={(event) => set('branch', event.currentTarget.value)}
          data={[
            { value: '', label: t('header.allBranches') },
            ...branches.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          data-testid="filter-branch"
        />
      )}
      <Checkbox
        label={t('tasks.onlyOverdue')}
        checked={params.get('overdue') === 'true'}
        onChange={(event) => set('overdue', event.currentTarget.checked ? 'true' : '')}
        data-testid="filter-overdue"
      />
    </>
  );
}
