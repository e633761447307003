import { useTranslation } from 'react-i18next';
import classes from './messages.module.css';
import type { MailingRow } from './shapes.ts';

/** Every message is in exactly one of these, from the bottom up. */
const pieces = ['delivered', 'noReceipt', 'waiting', 'unknown', 'failed', 'notSent'] as const;

function pieceOf(row: MailingRow, piece: (typeof pieces)[number]): number {
  return piece === 'noReceipt' ? row.sent - row.delivered : row[piece];
}

/** A column for each row of the table below, which tells the figures. */
export function MailingChart({ rows }: { rows: readonly MailingRow[] }) {
  const { t } = useTranslation();
  const highest = Math.max(1, ...rows.map(({ planned }) => planned));
  const shown = pieces.filter((piece) => rows.some((row) => pieceOf(row, piece) > 0));
  return (
    <figure className={classes.chart}>
      <div className={classes.bars} role="img" aria-label={t('messages.chart')} data-testid="mailing-chart">
        {rows.map((row) => (
          <div key={row.group} className={classes.bar} style={{ height: `${(100 * row.planned) / highest}%` }}>
            {shown.map((piece) => (
              <div key={piece} className={classes.piece} data-part={piece} style={{ flexGrow: pieceOf(row, piece) }} />
            ))}
          </div>
        ))}
      </div>
      <ul className={classes.legend}>
        {shown.map((piece) => (
          <li key={piece} data-part={piece}>
            {t(`messages.figures.${piece}`)}
          </li>
        ))}
      </ul>
    </figure>
  );
}
