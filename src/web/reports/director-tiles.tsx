import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Defined } from './defined.tsx';
import { FigureValue } from './figure-value.tsx';
import { countWords, spanWords } from './figure-words.ts';
import type { Opened } from './list-drawer.tsx';
import classes from './reports.module.css';
import type { CallFigure, DirectorReport, Figure } from './shapes.ts';

interface DirectorTilesProps {
  report: DirectorReport;
  /** Branch and days. */
  asked: Record<string, string>;
  /** Left out on paper. */
  onOpen?: (opened: Opened) => void;
}

const parts: readonly CallFigure[] = ['missed-no-answer', 'missed-in-menu', 'missed-short', 'missed-voicemail'];

/** A day or more at a glance. */
export function DirectorTiles({ report, asked, onOpen }: DirectorTilesProps) {
  const { t, i18n } = useTranslation();
  const { calls, conversion, response } = report;
  const counted = (value: number): Figure => ({ value, level: 'T0', basis: 'pbx' });
  const nameOf = (name: CallFigure): string => t(`reports.figures.${name}`, { seconds: report.longWaitSeconds });
  const openCalls = (figure: CallFigure) =>
    onOpen && (() => onOpen({ title: nameOf(figure), lists: [{ of: 'calls', asked: { ...asked, figure } }] }));
  const openContacts = (title: string, ...figures: string[]) =>
    onOpen &&
    (() =>
      onOpen({
        title,
        lists: figures.map((figure) => ({
          ...{ of: 'contacts', asked: { ...asked, figure } },
          ...(figures.length > 1 && { title: t(`reports.figures.${figure}`) }),
        })),
      }));
  const ofCalls = (figure: CallFigure) => (
    <FigureValue figure={counted(calls[figure])} label={nameOf(figure)} onOpen={openCalls(figure)} />
  );
  const ofContacts = (figure: string, value: Figure) => {
    const title = t(`reports.figures.${figure}`);
    return (
      <Tile name={title} testId={figure}>
        <FigureValue figure={value} label={title} onOpen={openContacts(title, figure)} />
      </Tile>
    );
  };
  return (
    <dl className={classes.tiles} data-testid="director-tiles">
      <Tile name={nameOf('incoming')} testId="incoming">
        {ofCalls('incoming')}
      </Tile>
      <Tile
        name={nameOf('missed')}
        testId="missed"
        sub={parts
          .filter((part) => calls[part] > 0)
          .map((part) => (
            <span key={part}>
              {nameOf(part)}: {ofCalls(part)}
            </span>
          ))}
      >
        {ofCalls('missed')}
      </Tile>
      <Tile name={nameOf('long-wait')} testId="long-wait">
        {ofCalls('long-wait')}
      </Tile>
      {ofContacts('lost', conversion.lost)}
      <Tile name={t('reports.withoutCallback')} sub={t('reports.withoutCallbackHint')} testId="without-callback">
        <FigureValue
          figure={counted(report.withoutCallback)}
          label={t('reports.withoutCallback')}
          onOpen={openContacts(t('reports.withoutCallback'), 'unanswered', 'lost')}
        />
      </Tile>
      {ofContacts('with-missed', counted(report.withMissed))}
      <Tile
        name={t('reports.response')}
        testId="response"
        sub={
          response.contacts > 0 &&
          t('reports.responseHint', {
            contacts: countWords(response.contacts, i18n.language),
            p90: spanWords(t, response.p90Seconds ?? 0),
          })
        }
      >
        {response.medianSeconds === null ? (
          <span className={classes.unknown}>—</span>
        ) : (
          <span className={classes.figure}>{spanWords(t, response.medianSeconds)}</span>
        )}
      </Tile>
    </dl>
  );
}

/** `testId` is the name of the figure, by which it is defined too. */
function Tile({ name, sub, testId, children }: { name: string; sub?: ReactNode; testId: string; children: ReactNode }) {
  return (
    <div className={classes.tile} data-testid={`tile-${testId}`}>
      <dt>
        <Defined of={testId} name={name} />
      </dt>
      <dd>{children}</dd>
      {sub !== undefined && sub !== false && <dd className={classes.sub}>{sub}</dd>}
    </div>
  );
}
