import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PeriodPicker } from '../page/period-picker.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { ReportFilter } from './report-filter.ts';

/** Which branch, which days. */
export function ReportFilters({ filter, days = true }: { filter: ReportFilter; days?: boolean }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const branches = me?.branches ?? [];
  return (
    <>
      {branches.length > 1 && (
        <NativeSelect
          aria-label={t('reports.branch')}
          value={filter.branch ?? ''}
          onChange={({ currentTarget }) =>
            filter.set({ branch: currentTarget.value === '' ? null : currentTarget.value })
          }
          data={[
            { value: '', label: t('reports.network') },
            ...branches.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          data-testid="report-branch"
        />
      )}
      {days && (
        <PeriodPicker
          value={{ from: filter.from, to: filter.to }}
          zone={filter.zone}
          onChange={({ from, to }) => filter.set({ from, to })}
        />
      )}
    </>
  );
}
