import type { CallClass } from '../../contracts/caller.ts';
import { useTranslation } from 'react-i18next';
import { codeWords } from '../words/code-words.ts';
import classes from './class-badge.module.css';

interface ClassBadgeProps {
  /** Internal calls have none, and show none. */
  of: CallClass | null;
  large?: boolean;
}

/** A class as a colour and its word. */
export function ClassBadge({ of, large = false }: ClassBadgeProps) {
  const { t } = useTranslation();
  if (of === null) return null;
  return (
    <span className={classes.badge} data-class={of} data-large={large || undefined} data-testid="class">
      {codeWords(t, 'classes', of)}
    </span>
  );
}
