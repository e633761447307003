import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { FigureValue } from './figure-value.tsx';
import { moneyWords } from './figure-words.ts';
import classes from './reports.module.css';
import type { ConversionReport } from './shapes.ts';

/** What advertising cost; nothing is told of costs until somebody entered them. */
export function Money({ money }: { money: ConversionReport['money'] }) {
  const { t, i18n } = useTranslation();
  const [address] = useSearchParams();
  if (money.spent === null)
    return (
      <p className={classes.quiet} data-testid="no-spend">
        {t('reports.noSpend')}{' '}
        <Link href={`/reports/channels?${address}`} className={classes.link ?? ''}>
          {t('reports.channels.title')}
        </Link>
      </p>
    );
  return (
    <dl className={classes.tiles} data-testid="money">
      <div className={classes.tile}>
        <dt>{t('reports.spent')}</dt>
        <dd>{moneyWords(money.spent, i18n.language)}</dd>
      </div>
      {(['costPerContact', 'costPerClient', 'moneyLost'] as const).map((name) => (
        <div key={name} className={classes.tile}>
          <dt>{t(`reports.${name}`)}</dt>
          <dd>
            <FigureValue figure={money[name]} format="money" />
          </dd>
        </div>
      ))}
    </dl>
  );
}
