import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable, type DataColumn } from '../page/data-table.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { dayAndMonth } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { moneyWords } from './figure-words.ts';
import type { ReportFilter } from './report-filter.ts';
import classes from './reports.module.css';
import type { Spend } from './shapes.ts';
import { SpendDialog } from './spend-dialog.tsx';

const none: Spend[] = [];

interface SpendTableProps {
  /** Offered as names of campaigns besides those of the lines. */
  channels: readonly string[];
  filter: ReportFilter;
}

/** What the clinic says that advertising cost; the manager writes it. */
export function SpendTable({ channels, filter }: SpendTableProps) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const [open, setOpen] = useState<Spend | 'new' | null>(null);
  const spend = useQuery({
    queryKey: ['reports', 'spend'],
    queryFn: ({ signal }) => api.get<{ items: Spend[] }>('reports/spend', signal),
  });
  const mayWrite = me?.role === 'manager';
  const rows = spend.data?.items ?? none;
  const campaigns = [
    ...new Set([
      ...channels,
      ...rows.map(({ campaign }) => campaign),
      ...(me?.lines ?? []).flatMap(({ campaign }) => campaign ?? []),
    ]),
  ].toSorted();
  const day = (date: string): string => dayAndMonth(`${date}T12:00:00Z`, 'UTC', i18n.language, serverNow());
  const columns: DataColumn<Spend>[] = [
    {
      id: 'campaign',
      header: t('reports.by.channel'),
      sortBy: (row) => row.campaign,
      cell: (row) => row.campaign,
    },
    {
      id: 'period',
      header: t('period.label'),
      sortBy: (row) => row.from,
      cell: (row) => (row.from === row.to ? day(row.from) : `${day(row.from)} — ${day(row.to)}`),
    },
    {
      id: 'amount',
      header: t('reports.spent'),
      align: 'right',
      sortBy: (row) => row.amount,
      cell: (row) => moneyWords(row.amount, i18n.language, true),
    },
  ];
  return (
    <section className={classes.panel} data-testid="spend">
      <h3 className={classes.panelTitle}>
        {t('reports.spend.title')}
        {mayWrite && (
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            onClick={() => setOpen('new')}
            data-testid="spend-add"
          >
            {t('reports.spend.add')}
          </Button>
        )}
      </h3>
      <p className={classes.quiet}>{t(mayWrite ? 'reports.spend.hint' : 'reports.spend.readOnly')}</p>
      {spend.error !== null && spend.data === undefined ? (
        <ProblemAlert error={spend.error} onRetry={() => void spend.refetch()} />
      ) : (
        rows.length > 0 && (
          <DataTable
            inline
            label={t('reports.spend.title')}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            {...(mayWrite && { onOpen: setOpen })}
          />
        )
      )}
      {open !== null && (
        <SpendDialog
          spend={open === 'new' ? null : open}
          campaigns={campaigns}
          filter={filter}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
