import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './reports.module.css';
import type { Conversion, ReportHead } from './shapes.ts';

/** What the figures below were counted from, and what cannot be known here. */
export function DataNote({ head, conversion }: { head: ReportHead; conversion?: Conversion }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const stale = [...new Set(head.levels.flatMap((level) => level.stale))];
  const columns = conversion?.columns.filter(({ id }) => id !== 'ungrouped' && id !== 'grouped') ?? [];
  const unknown = columns.filter(({ total }) => total.basis === 'no-data');
  return (
    <Alert
      color={unknown.length > 0 || stale.length > 0 ? 'yellow' : 'gray'}
      className={classes.note ?? ''}
      data-testid="data-note"
      data-level={head.level}
    >
      <p>
        <b>{t('reports.level', { level: t(`dataLevel.${head.level}`) })}</b>
        {columns.map(({ id, total }, index) => (
          <span key={id}>
            {index === 0 ? ' ' : ' · '}
            {t(`reports.columns.${id}`)}: {t(`reports.basisOf.${total.basis}`)}
          </span>
        ))}
      </p>
      {unknown.length > 0 && <p>{t(`reports.missing.${head.level}`)}</p>}
      {conversion !== undefined && conversion.split !== 'first-time' && <p>{t(`reports.split.${conversion.split}`)}</p>}
      {stale.length > 0 && (
        <p>{t('dataLevel.stale', { what: stale.map((what) => t(`dataLevel.sources.${what}`)).join(', ') })}</p>
      )}
      {head.branch === null && (me?.branches.length ?? 0) > 1 && <p>{t('reports.notAdditive')}</p>}
    </Alert>
  );
}
