import { useTranslation } from 'react-i18next';
import { callerTitle } from '../calls/caller-title.ts';
import type { LiveCalls } from '../calls/live-calls.ts';
import { usePresence } from '../shift/use-presence.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './taken-elsewhere.module.css';

/** For a moment after a ring left this screen: who has it. It lies over the empty corner and moves nothing. */
export function TakenElsewhere({ taken }: { taken: LiveCalls['taken'] }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const { nameAt } = usePresence();
  return (
    <div className={classes.told} role="status" data-shown={taken !== null || undefined} data-testid="taken-elsewhere">
      {taken !== null &&
        t('take.elsewhere', {
          who: callerTitle(t, taken.caller, taken.from),
          seat: [places.seatName(taken.seat), nameAt(taken.seat)].filter((word) => word !== null).join(', '),
        })}
    </div>
  );
}
