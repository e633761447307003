import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../page/data-table.tsx';
import { PageFrame } from '../page/page-frame.tsx';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { userColumns } from './user-columns.tsx';
import { UserDialog } from './user-dialog.tsx';
import type { User } from './user-shapes.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const none: User[] = [];

/** Who may sign in by name, and as what; for IT. */
export function Page() {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const now = useNow(60_000);
  const [open, setOpen] = useState<User | 'new' | null>(null);
  const users = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api.get<{ items: User[] }>('users', signal),
  });
  const rows = users.data?.items ?? none;
  const zone = places.zone(null);

  const columns = useMemo(
    () =>
      userColumns(t, {
        branches: (ids) =>
          ids.includes('*') ? t('users.allBranches') : ids.map((id) => places.branchName(id)).join(', '),
        moment: (instant) => momentWords(t, instant, zone, i18n.language, now),
      }),
    [t, i18n.language, places, zone, now],
  );

  return (
    <>
      <PageFrame
        title={t('pages.users')}
        query={users}
        isEmpty={rows.length === 0}
        empty={t('users.empty')}
        fill
        actions={
          <Button
            leftSection={<IconUserPlus size={18} aria-hidden="true" />}
            onClick={() => setOpen('new')}
            data-testid="add-user"
          >
            {t('users.add')}
          </Button>
        }
      >
        <DataTable label={t('pages.users')} columns={columns} rows={rows} rowId={(user) => user.id} onOpen={setOpen} />
      </PageFrame>
      {/* Beside the frame: it opens where there is nobody to list yet. */}
      {open !== null && <UserDialog user={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}
