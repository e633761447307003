import { Fragment } from 'react';
import { Defined } from './defined.tsx';
import { FigureValue } from './figure-value.tsx';
import classes from './reports.module.css';
import type { Figure } from './shapes.ts';
import { StackedBar } from './stacked-bar.tsx';
import { visitColumns, type VisitReport } from './visit-columns.ts';

interface VisitStepsProps {
  report: VisitReport;
  value(figure: string): Figure;
  nameOf(figure: string): string;
  onOpen(figure: string): void;
}

/** The columns of a report on visits, with the colours they are made of. */
export function VisitSteps({ report, value, nameOf, onOpen }: VisitStepsProps) {
  const most = value('all').value ?? 0;
  const columns = visitColumns[report];
  const colors = new Map(columns.flatMap(({ parts }) => parts));
  // A bar of one colour is named by its row, one of two figures by their swatches.
  const mixed = columns.filter(({ figures, parts }) => figures.length === 1 && parts.length > 1);
  return (
    <>
      <div className={classes.legend}>
        {[...new Map(mixed.flatMap(({ parts }) => parts))].map(([figure, color]) => (
          <span key={figure} className={classes.badge}>
            <i className={classes.swatch} style={{ background: color }} aria-hidden="true" />
            {nameOf(figure)}
          </span>
        ))}
      </div>
      <dl className={classes.steps} data-testid="visit-steps">
        {columns.map(({ figures, parts }) => (
          <div key={figures[0]}>
            <dt>
              {figures.map((figure, index) => (
                <Fragment key={figure}>
                  {index > 0 && ' + '}
                  {figures.length > 1 && (
                    <>
                      <i className={classes.dot} style={{ background: colors.get(figure) }} aria-hidden="true" />{' '}
                    </>
                  )}
                  <Defined of={`${report}.${figure}`} name={nameOf(figure)} />
                </Fragment>
              ))}
            </dt>
            <dd>
              <StackedBar
                most={most}
                parts={parts.map(([id, color]) => ({ id, color, value: value(id).value ?? 0 }))}
              />
              <span>
                {figures.map((figure, index) => (
                  <Fragment key={figure}>
                    {index > 0 && ' + '}
                    <FigureValue bare figure={value(figure)} label={nameOf(figure)} onOpen={() => onOpen(figure)} />
                  </Fragment>
                ))}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
