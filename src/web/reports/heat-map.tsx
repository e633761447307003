import { useMediaQuery } from '@mantine/hooks';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './reports.module.css';
import type { Hour } from './shapes.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7];
/** A Monday. */
const monday = Date.UTC(2024, 0, 1);

interface HeatMapProps {
  hours: readonly Hour[];
  onOpen(place: { weekday: number; hour: number }, title: string): void;
}

/** Missed calls by hour and day of the week; an hour without calls is empty. */
export function HeatMap({ hours, onOpen }: HeatMapProps) {
  const { t, i18n } = useTranslation();
  const narrow = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const rang = hours.filter(({ incoming }) => incoming > 0).map(({ hour }) => hour);
  const [first, last] = [Math.min(...rang), Math.max(...rang)];
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  const most = Math.max(1, ...hours.map(({ missed }) => missed));
  const dayName = (weekday: number, style: 'short' | 'long'): string =>
    new Date(monday + (weekday - 1) * 86_400_000).toLocaleDateString(i18n.language, {
      weekday: style,
      timeZone: 'UTC',
    });
  const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

  function cell(weekday: number, hour: number) {
    const of = hours.find((one) => one.weekday === weekday && one.hour === hour);
    if (of === undefined || of.incoming === 0) return <td key={`${weekday} ${hour}`} />;
    const words = t('reports.heat.cell', { ...of, weekday: dayName(weekday, 'long'), hour: hourName(hour) });
    return (
      <td key={`${weekday} ${hour}`} style={heatOf(of.missed / most)}>
        {of.missed === 0 ? (
          <span title={words}>0</span>
        ) : (
          <button
            type="button"
            title={words}
            aria-label={words}
            onClick={() => onOpen({ weekday, hour }, words)}
            data-testid="heat-cell"
          >
            {of.missed}
          </button>
        )}
      </td>
    );
  }
  const [across, down] = narrow ? [weekdays, shown] : [shown, weekdays];
  const head = (one: number, ofHours: boolean): string => (ofHours ? String(one) : dayName(one, 'short'));
  return (
    <table className={classes.heat} aria-label={t('reports.heat.title')} data-testid="heat-map">
      <thead>
        <tr>
          <td />
          {across.map((one) => (
            <th key={one} scope="col">
              {head(one, !narrow)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {down.map((one) => (
          <tr key={one}>
            <th scope="row">{head(one, narrow)}</th>
            {across.map((other) => (narrow ? cell(other, one) : cell(one, other)))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Faint enough at its strongest to be read on. */
function heatOf(share: number): CSSProperties {
  return { '--heat': `${Math.round(share * 45)}%` } as CSSProperties;
}
