import { useTranslation } from 'react-i18next';
import { ClassBadge } from '../calls/class-badge.tsx';
import { codeWords } from '../words/code-words.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './history.module.css';
import type { HistoryDetail } from './shapes.ts';

/** What the call counts as and why, and how it is marked. */
export function CallReasons({ call }: { call: HistoryDetail }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const campaign = places.line(call.line)?.campaign ?? null;
  const tags = [...new Set([...(call.rules?.tags ?? []), ...call.tags])];
  return (
    <section className={classes.section} aria-label={t('today.whyClass')} data-testid="why">
      <p>
        <ClassBadge of={call.class} />{' '}
        {call.caller.reasons.length > 0 &&
          call.caller.reasons.map((reason) => codeWords(t, 'reasons', reason)).join(', ')}
      </p>
      {call.rules?.rule != null && <p className={classes.quiet}>{t('history.byRule', { rule: call.rules.rule })}</p>}
      {campaign !== null && (
        <p className={classes.quiet}>
          {t('calls.campaign')}: {campaign}
        </p>
      )}
      {tags.length > 0 && (
        <ul className={classes.tags} aria-label={t('history.tags')}>
          {tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      {!call.settled && <p className={classes.quiet}>{t('today.unsettled')}</p>}
    </section>
  );
}
