import { useTranslation } from 'react-i18next';
import { formatDuration } from '../words/format-duration.ts';
import { useNow } from '../words/use-now.ts';
import type { LiveCall } from './live-calls.ts';
import classes from './call-card.module.css';

/** Since the ring, or since the answer once there is one; stands still after hang-up. */
export function CallClock({ call }: { call: LiveCall }) {
  const { t } = useTranslation();
  const now = useNow(500);
  const since = Date.parse(
    call.phase === 'ringing' ? call.call.startedAt : (call.call.answeredAt ?? call.call.startedAt),
  );
  const until = call.overSince ?? now;
  return (
    <span className={classes.clock} role="timer" aria-label={t('calls.duration')} data-testid="clock">
      {formatDuration((until - since) / 1000)}
    </span>
  );
}
