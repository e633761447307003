import { Alert, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DownloadButton } from '../page/download-button.tsx';
import classes from './import.module.css';
import type { Upload, UploadReport } from './shapes.ts';

const figures = [
  'added',
  'changed',
  'unchanged',
  'skipped',
  'doubtful',
  'withoutPhone',
  'removed',
  'merged',
  'erased',
] as const;
/** Shown only where there are any. */
const rare: ReadonlySet<keyof UploadReport> = new Set(['removed', 'merged', 'erased']);

/** What came of the last run, or would come of it. */
export function Outcome({ upload }: { upload: Upload }) {
  const { t, i18n } = useTranslation();
  const { state, report, failure, dryRun } = upload;
  if (failure !== null)
    return (
      <Alert color="red" role="alert" title={failure.message} data-testid="import-failed">
        {failure.remedy} {t('import.nothingKept')}
      </Alert>
    );
  if (state === 'cancelled')
    return (
      <Alert color="gray" role="status" data-testid="import-cancelled">
        {t('import.cancelled')}
      </Alert>
    );
  if (state !== 'done' || report === null) return null;
  const number = new Intl.NumberFormat(i18n.language);
  const language = i18n.language === 'en' ? 'en' : 'ru';
  const doubtful = `import/people/${upload.id}/doubtful.csv?language=${language}`;
  return (
    <section className={classes.outcome} data-dry={dryRun === true || undefined} data-testid="outcome">
      <h3>
        {dryRun === true ? t('import.wouldBe') : t('import.done')}:{' '}
        {t('import.rows', { count: report.rows, shown: number.format(report.rows) })}
      </h3>
      <dl className={classes.figures}>
        {figures
          .filter((figure) => !rare.has(figure) || report[figure] > 0)
          .map((figure) => (
            <div key={figure} data-testid={`figure-${figure}`}>
              <dt>{t(`import.figure.${figure}`)}</dt>
              <dd>{number.format(report[figure])}</dd>
            </div>
          ))}
      </dl>
      {report.ignoredColumns.length > 0 && (
        <p className={classes.quiet}>{t('import.ignored', { columns: report.ignoredColumns.join(', ') })}</p>
      )}
      {report.places.length > 0 && (
        <>
          <Group gap="sm">
            <DownloadButton path={`${doubtful}&cells=written`} label={t('import.download')} fileName="doubtful.csv" />
            <DownloadButton path={doubtful} label={t('import.downloadShape')} fileName="doubtful-shape.csv" />
          </Group>
          <details className={classes.places}>
            <summary>{t('import.places', { count: report.places.length })}</summary>
            <ul tabIndex={0} aria-label={t('import.figure.doubtful')}>
              {report.places.map(({ line, column, value, problem, remedy }, index) => (
                <li key={index}>
                  <b>{t('import.line', { line })}</b>
                  {column !== '' && ` ${column}`}
                  {value !== '' && ` «${value}»`}: {problem} {remedy}
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
    </section>
  );
}
