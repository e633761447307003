import { NativeSelect } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../page/use-address.ts';
import { DataTable } from '../page/data-table.tsx';
import { PageFrame } from '../page/page-frame.tsx';
import { PeriodPicker } from '../page/period-picker.tsx';
import { presetPeriod } from '../page/period.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { MailingChart } from './mailing-chart.tsx';
import { mailingColumns } from './mailing-columns.ts';
import { money } from './money.ts';
import classes from './messages.module.css';
import type { MailingReport, MailingRow } from './shapes.ts';
import { useTemplates } from './use-templates.ts';

const none: MailingRow[] = [];
const groups = ['day', 'branch', 'template', 'account'] as const;

/** Planned, sent, delivered, failed, answered, cost of a period. */
export function MailingPart({ tabs }: { tabs: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const { nameOf } = useTemplates();
  const { params, set } = useAddress();
  const branch = params.get('branch') ?? '';
  const zone = places.zone(branch || null);
  const preset = presetPeriod('week', zone, serverNow());
  const period = { from: params.get('from') ?? preset.from, to: params.get('to') ?? preset.to };
  const by = groups.find((one) => one === params.get('by')) ?? 'day';
  const asked = new URLSearchParams({ ...period, by, ...(branch !== '' && { branch }) }).toString();
  const report = useQuery({
    queryKey: ['messages', 'report', asked],
    queryFn: ({ signal }) => api.get<MailingReport>(`messages/report?${asked}`, signal),
    placeholderData: keepPreviousData,
  });
  const rows = report.data?.rows ?? none;
  const total = report.data?.total;
  const columns = useMemo(() => {
    const day = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : i18n.language, {
      ...{ day: 'numeric', month: 'short', weekday: 'short', timeZone: 'UTC' },
    });
    return mailingColumns(t, by, i18n.language, (group) => {
      if (group === null) return '—';
      if (by === 'day') return day.format(new Date(group));
      if (by === 'template') return nameOf(group);
      return by === 'branch' ? (places.branchName(group) ?? group) : group;
    });
  }, [t, i18n.language, by, places, nameOf]);
  const branches = me?.branches ?? [];
  return (
    <PageFrame
      title={t('pages.messages')}
      note={tabs}
      query={report}
      isEmpty={total?.planned === 0}
      empty={t('messages.emptyReport')}
      filters={
        <>
          <PeriodPicker value={period} onChange={(chosen) => set({ ...chosen })} zone={zone} future />
          <NativeSelect
            aria-label={t('messages.by')}
            value={by}
            onChange={(event) => set({ by: event.currentTarget.value })}
            data={groups.map((one) => ({ value: one, label: t(`messages.groups.${one}`) }))}
            data-testid="report-by"
          />
          {branches.length > 1 && (
            <NativeSelect
              aria-label={t('messages.branch')}
              value={branch}
              onChange={(event) => set({ branch: event.currentTarget.value })}
              data={[
                { value: '', label: t('header.allBranches') },
                ...branches.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
        </>
      }
    >
      {total !== undefined && <Totals total={total} />}
      <MailingChart rows={rows} />
      <DataTable
        label={t('messages.parts.report')}
        columns={columns}
        rows={rows}
        rowId={(row) => row.group ?? ''}
        inline
      />
      <p className={classes.quiet}>{t('messages.reportNote')}</p>
    </PageFrame>
  );
}

function Totals({ total }: { total: MailingRow }) {
  const { t, i18n } = useTranslation();
  const share = (part: number, whole: number): string => (whole === 0 ? '' : `${Math.round((100 * part) / whole)} %`);
  const one = (name: keyof MailingRow, aside = ''): ReactNode => (
    <div className={classes.total} data-testid={`total-${name}`}>
      <dt>{t(`messages.figures.${name}`)}</dt>
      <dd>
        {name === 'cost' ? money(total.cost, i18n.language) : total[name]} <small>{aside}</small>
      </dd>
    </div>
  );
  return (
    <dl className={classes.totals}>
      {one('planned')}
      {one('sent')}
      {one('delivered', share(total.delivered, total.sent))}
      {one('failed')}
      {one('answered', share(total.answered, total.sent))}
      {one('cost')}
    </dl>
  );
}
