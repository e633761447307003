import type { TFunction } from 'i18next';
import type { Figure, Operator } from './shapes.ts';

export type FigureFormat = 'count' | 'share' | 'money';

const locale = (language: string): string => (language === 'en' ? 'en-GB' : language);

export function countWords(value: number, language: string): string {
  return value.toLocaleString(locale(language));
}

/** Whole roubles above a hundred; what somebody entered is told to the kopeck. */
export function moneyWords(roubles: number, language: string, exact = false): string {
  const fraction = (exact || Math.abs(roubles) < 100) && !Number.isInteger(roubles) ? 2 : 0;
  return roubles.toLocaleString(locale(language), {
    ...{ style: 'currency', currency: 'RUB', currencyDisplay: 'narrowSymbol' },
    ...{ maximumFractionDigits: fraction, minimumFractionDigits: fraction },
  });
}

export function shareWords(share: number, language: string): string {
  return share.toLocaleString(locale(language), { style: 'percent', maximumFractionDigits: 1 });
}

/** «нет данных» for what cannot be known, a dash for a share of nothing. */
export function figureWords(t: TFunction, figure: Figure, language: string, format: FigureFormat = 'count'): string {
  if (figure.value === null) return figure.basis === 'no-data' ? t('reports.noData') : '—';
  const words = { count: countWords, share: shareWords, money: moneyWords }[format];
  return words(figure.value, language);
}

/** Said beside a figure that is not simply counted; null where nothing has to be said. */
export function basisWords(t: TFunction, { basis, value }: Figure): string | null {
  return value !== null && (basis === 'presumed' || basis === 'marks') ? t(`reports.basis.${basis}`) : null;
}

/** «Анна», «трубка 101», «никто (смена)». */
export function operatorWords(t: TFunction, operator: Operator | null | undefined): string {
  if (operator == null) return t('reports.nobody');
  return operator.name ?? t('reports.handset', { extension: operator.extension ?? '' });
}

/** `2 ч 5 мин`, `4 мин`, `35 с`. */
export function spanWords(t: TFunction, seconds: number): string {
  if (seconds < 60) return t('reports.span.seconds', { seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('reports.span.minutes', { minutes });
  return t('reports.span.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
