import { useTranslation } from 'react-i18next';
import { basisWords, figureWords, type FigureFormat } from './figure-words.ts';
import classes from './reports.module.css';
import type { Figure } from './shapes.ts';

interface FigureValueProps {
  figure: Figure;
  format?: FigureFormat;
  /** What the figure is, for who does not see where it stands. */
  label?: string;
  /** Opens what it was counted from. */
  onOpen?: (() => void) | undefined;
  /** The word of the basis is left out where it stands for the whole column already. */
  bare?: boolean;
}

/** A figure, what it was counted from, and the way to its list. */
export function FigureValue({ figure, format, label, onOpen, bare = false }: FigureValueProps) {
  const { t, i18n } = useTranslation();
  const words = figureWords(t, figure, i18n.language, format);
  const basis = bare ? null : basisWords(t, figure);
  const told = figure.value !== null;
  const body = (
    <>
      <span className={told ? undefined : classes.unknown}>{words}</span>
      {basis !== null && <small className={classes.basis}> {basis}</small>}
    </>
  );
  if (onOpen === undefined || !told || figure.value === 0)
    return (
      <span className={classes.figure} title={t(`reports.basisHint.${figure.basis}`)}>
        {body}
      </span>
    );
  return (
    <button
      type="button"
      className={classes.figure}
      title={t(`reports.basisHint.${figure.basis}`)}
      aria-label={label === undefined ? undefined : `${label}: ${words}${basis === null ? '' : ` ${basis}`}`}
      onClick={onOpen}
      data-testid="figure"
    >
      {body}
    </button>
  );
}
