import { useTranslation } from 'react-i18next';
import { FigureValue } from './figure-value.tsx';
import { groupColors } from './funnel-option.ts';
import classes from './reports.module.css';
import { contactGroups, type Conversion } from './shapes.ts';
import { StackedBar } from './stacked-bar.tsx';

/** The six columns in a few lines, without the chart: for the director's page and for paper. */
export function ConversionSteps({ conversion }: { conversion: Conversion }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...conversion.columns.map(({ total }) => total.value ?? 0));
  return (
    <dl className={classes.steps} data-testid="conversion-steps">
      {conversion.columns.map(({ id, total, groups }) => (
        <div key={id}>
          <dt>{t(`reports.columns.${id}`)}</dt>
          <dd>
            <StackedBar
              most={most}
              parts={
                total.value === null
                  ? []
                  : contactGroups.map((group) => ({
                      ...{ id: group, value: groups[group]?.value ?? 0, color: groupColors[group] },
                    }))
              }
            />
            <FigureValue figure={total} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
