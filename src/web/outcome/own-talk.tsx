import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallDetail } from '../api/shapes.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './outcome.module.css';
import { useTake } from './use-take.ts';

/** Of a call that is over and nobody is known to have answered: «это был мой разговор», and back. */
export function OwnTalk({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const places = usePlaces();
  const { take, release, saving, failed, takenBy } = useTake(call.id);
  if (me?.seat == null || call.direction !== 'in') return null;
  const own = call.taken !== null && call.taken.seat === me.seat;
  const open = call.result === 'answered' && call.answeredBy?.seat == null;
  if (!own && !open) return null;
  return (
    <div className={classes.said} data-testid="own-talk">
      <span>{t(own ? 'take.taken' : 'take.nobodyKnown')}</span>
      <Button
        variant="default"
        size="compact-sm"
        loading={saving}
        onClick={own ? release : take}
        data-testid={own ? 'release-call' : 'take-call'}
      >
        {t(own ? 'take.release' : 'take.wasMine')}
      </Button>
      {failed && (
        <span role="alert" className={classes.failed}>
          {takenBy === null ? t('take.failed') : t('take.takenBy', { seat: places.seatName(takenBy) })}
        </span>
      )}
    </div>
  );
}
