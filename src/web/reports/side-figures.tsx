import { useTranslation } from 'react-i18next';
import { Defined } from './defined.tsx';
import { FigureValue } from './figure-value.tsx';
import classes from './reports.module.css';
import type { Conversion, Figure } from './shapes.ts';

/** What stands beside the six columns: counted and shown, never hidden. */
export function SideFigures({ conversion, onOpen }: { conversion: Conversion; onOpen(figure: string): void }) {
  const { t } = useTranslation();
  const figures: readonly [string, Figure][] = [
    ['unreviewed', conversion.unreviewed],
    ['lost', conversion.lost],
    ['unanswered', conversion.unanswered],
    ['ahead', conversion.ahead],
    ['marked-only', conversion.markedOnly],
  ];
  return (
    <dl className={classes.tiles} data-testid="side-figures">
      {figures.map(([name, figure]) => (
        <div key={name} className={classes.tile}>
          <dt>
            <Defined of={name} name={t(`reports.figures.${name}`)} />
          </dt>
          <dd>
            <FigureValue figure={figure} label={t(`reports.figures.${name}`)} onOpen={() => onOpen(name)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
