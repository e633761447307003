import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import IconEraser from '@tabler/icons-react/dist/esm/icons/IconEraser.mjs';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../page/data-table.tsx';
import { PageFrame } from '../page/page-frame.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { erasureColumns } from './erasure-columns.tsx';
import type { Erasure } from './shapes.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const none: Erasure[] = [];

/** Who was erased, which sources still have them, and erasing somebody. */
export function Page() {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const zone = usePlaces().zone(null);
  const now = useNow(60_000);
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const erasures = useQuery({
    queryKey: ['erasures'],
    queryFn: ({ signal }) => api.get<{ items: Erasure[] }>('privacy/erasures', signal),
  });
  const readmit = useMutation({
    mutationFn: (id: string) => api.send(`privacy/erasures/${id}/readmit`),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['erasures'] }),
  });
  const { mutate } = readmit;
  const columns = useMemo(
    () =>
      erasureColumns(t, {
        moment: (instant) => momentWords(t, instant, zone, i18n.language, now),
        onReadmit: mutate,
      }),
    [t, i18n.language, zone, now, mutate],
  );
  const rows = erasures.data?.items ?? none;
  return (
    <>
      <PageFrame
        title={t('pages.privacy')}
        query={erasures}
        isEmpty={rows.length === 0}
        empty={t('privacy.empty')}
        note={readmit.isError ? <ProblemAlert error={readmit.error} /> : undefined}
        fill
        actions={
          <Button
            leftSection={<IconEraser size={18} aria-hidden="true" />}
            onClick={() => setOpen(true)}
            data-testid="find-subject"
          >
            {t('privacy.find')}
          </Button>
        }
      >
        <DataTable label={t('pages.privacy')} columns={columns} rows={rows} rowId={(row) => row.id} />
      </PageFrame>
      {/* Beside the frame: it opens where there is nothing to list yet. */}
      {open && <EraseDialog onClose={() => setOpen(false)} />}
    </>
  );
}
