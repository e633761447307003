import { useTranslation } from 'react-i18next';
import { dayAndMonth } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { GroupBadge } from './group-badge.tsx';
import classes from './reports.module.css';
import { contactGroups, conversionColumns, type Conversion, type ReportHead } from './shapes.ts';
import { useDefinitions } from './use-definitions.ts';

const figures = ['lost', 'unanswered', 'unreviewed', 'ahead', 'marked-only'] as const;

/** How the figures are counted, and why another program may count otherwise. */
export function Definitions({ head, conversion }: { head: ReportHead; conversion: Conversion }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const define = useDefinitions();
  const people = head.levels
    .map(({ since }) => since.people)
    .filter((at) => at !== null)
    .toSorted()[0];
  const basis = (id: 'booked' | 'came'): string =>
    t(`reports.basisOf.${conversion.columns.find((column) => column.id === id)?.total.basis ?? 'no-data'}`);
  return (
    <details className={classes.definitions} data-testid="definitions">
      <summary>{t('reports.definitions.title')}</summary>
      <dl>
        {conversionColumns.map((id) => (
          <div key={id}>
            <dt>{t(`reports.columns.${id}`)}</dt>
            <dd>{define(id)}</dd>
          </div>
        ))}
        {contactGroups.map((group) => (
          <div key={group}>
            <dt>
              <GroupBadge of={group} />
            </dt>
            <dd>{define(`group.${group}`)}</dd>
          </div>
        ))}
        {figures.map((one) => (
          <div key={one}>
            <dt>{t(`reports.figures.${one}`)}</dt>
            <dd>{define(one)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('reports.by.owner')}</dt>
          <dd>{define('owner')}</dd>
        </div>
        <div>
          <dt>{t('reports.moneyLost')}</dt>
          <dd>{define('moneyLost')}</dd>
        </div>
      </dl>
      <p>
        {t('reports.definitions.ident', {
          people:
            people === undefined
              ? t('reports.noData')
              : dayAndMonth(people, places.zone(head.branch), i18n.language, serverNow()),
          booked: basis('booked'),
          came: basis('came'),
        })}
      </p>
    </details>
  );
}
