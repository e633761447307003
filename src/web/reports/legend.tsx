import { useTranslation } from 'react-i18next';
import { withoutColor } from './funnel-option.ts';
import { GroupBadge } from './group-badge.tsx';
import classes from './reports.module.css';
import { contactGroups, type Conversion } from './shapes.ts';

/** The colours that are in the chart. */
export function Legend({ conversion: { columns, ahead } }: { conversion: Conversion }) {
  const { t } = useTranslation();
  const further = [
    columns.some((column) => withoutColor(column) > 0) && ['rest', t('reports.noColor')],
    (ahead.value ?? 0) > 0 && ['ahead', t('reports.figures.ahead')],
    ['previous', t('reports.previous')],
  ].filter((one) => one !== false);
  return (
    <div className={classes.legend}>
      {contactGroups
        .filter((group) => columns.some(({ groups }) => (groups[group]?.value ?? 0) > 0))
        .map((group) => (
          <GroupBadge key={group} of={group} />
        ))}
      {further.map(([id, words]) => (
        <span key={id} className={classes.badge}>
          <i className={classes.swatch} data-group={id} aria-hidden="true" />
          {words}
        </span>
      ))}
    </div>
  );
}
