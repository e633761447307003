import { Button, Kbd } from '@mantine/core';
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs';
import { useTranslation } from 'react-i18next';
import { useCallDetail } from './use-call-detail.ts';
import type { LiveCall } from '../calls/live-calls.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { useDigits } from './call-keys.ts';
import classes from './take-call.module.css';
import { useTake } from './use-take.ts';

/** «Трубка» on the card of a ring that other workplaces see too: who presses first has the call. */
export function TakeCall({ call }: { call: LiveCall }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const places = usePlaces();
  const { direction, state, answeredBy } = call.call;
  const answered = state === 'answered' || state === 'held';
  const offered =
    call.phase === 'ringing' &&
    direction !== 'out' &&
    direction !== 'internal' &&
    me?.seat != null &&
    (me.reception?.sharesTelephone === true || (answered && answeredBy?.seat == null));
  const { take, release, saving, failed, takenBy } = useTake(call.callId);
  useDigits(offered && !saving, (digit) => {
    if (digit === 0) take();
    return digit === 0;
  });
  if (call.phase === 'talking') return <Release callId={call.callId} release={release} saving={saving} />;
  if (!offered) return null;
  return (
    <div className={classes.take} data-testid="take">
      <Button
        size="md"
        leftSection={<IconPhone size={20} aria-hidden="true" />}
        rightSection={
          <Kbd size="sm" aria-hidden="true">
            0
          </Kbd>
        }
        aria-keyshortcuts="0"
        loading={saving}
        onClick={take}
        data-testid="take-call"
      >
        {t('take.take')}
      </Button>
      <span className={classes.told} role="status" data-failed={failed || undefined}>
        {takenBy !== null
          ? t('take.takenBy', { seat: places.seatName(takenBy) })
          : failed
            ? t('take.failed')
            : t(answered ? 'take.whoAnswered' : 'take.hint')}
      </span>
    </div>
  );
}

/** Only where this workplace said so itself: what the PBX tells is not taken back. */
function Release({ callId, release, saving }: { callId: string; release(): void; saving: boolean }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const detail = useCallDetail(callId);
  if (detail.data?.taken == null || detail.data.taken.seat !== me?.seat) return null;
  return (
    <div className={classes.take} data-testid="taken">
      <span className={classes.told}>{t('take.taken')}</span>
      <Button variant="default" size="compact-sm" loading={saving} onClick={release} data-testid="release-call">
        {t('take.release')}
      </Button>
    </div>
  );
}
