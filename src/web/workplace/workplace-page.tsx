import { useSyncExternalStore } from 'react';
import { LiveBoard } from '../board/live-board.tsx';
import { IncomingCalls } from '../calls/incoming-calls.tsx';
import { OtherCalls } from '../calls/other-calls.tsx';
import { TakenElsewhere } from '../outcome/taken-elsewhere.tsx';
import { TodaysCalls } from '../today/todays-calls.tsx';
import { FailureBoundary } from './failure-boundary.tsx';
import { useWorkplace } from './workplace-context.ts';
import classes from './workplace.module.css';

/** Reception's own page: the card of the call, the other calls, today's list. For several seats the board of all. */
export function WorkplacePage() {
  const { feed, me } = useWorkplace();
  const calls = useSyncExternalStore(feed.subscribe, feed.calls);
  // Either side may be there first; cards do not wait for the REST side.
  const board = me === null ? calls.seat === null : me.seat === null;
  return (
    <main className={classes.columns}>
      {!board && <OtherCalls calls={calls} />}
      {!board && <TakenElsewhere taken={calls.taken} />}
      <div className={classes.scroll}>
        <div className={classes.calls}>
          <FailureBoundary key={calls.activeId}>
            {board ? <LiveBoard calls={calls.calls} /> : <IncomingCalls calls={calls} />}
          </FailureBoundary>
        </div>
        <div className={classes.list}>
          <FailureBoundary>
            <TodaysCalls live={calls.calls} />
          </FailureBoundary>
        </div>
      </div>
    </main>
  );
}
