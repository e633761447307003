import { useTranslation } from 'react-i18next';
import { useNow } from '../words/use-now.ts';
import { spanWords } from './span-words.ts';
import classes from './tasks.module.css';

/** How long a task may still wait, or by how much it is late; by the second. */
export function DueClock({ dueAt }: { dueAt: string }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  const left = (Date.parse(dueAt) - now) / 1000;
  const overdue = left < 0;
  return (
    <span className={classes.due} data-overdue={overdue || undefined} role="timer" data-testid="due">
      {t(overdue ? 'tasks.overdueBy' : 'tasks.dueIn', { span: spanWords(t, Math.abs(left)) })}
    </span>
  );
}
