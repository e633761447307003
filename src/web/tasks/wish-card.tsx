import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useOnce } from '../api/use-once.ts';
import { CallBack } from '../calls/call-back.tsx';
import { Veiled } from '../calls/veiled.tsx';
import { Phone } from '../page/phone.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { seesWholeNumbers } from '../../contracts/role.ts';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace, type Places } from '../workplace/workplace-context.ts';
import type { Wish, WishOffer } from './shapes.ts';
import { slotWords } from './task-words.ts';
import classes from './tasks.module.css';

type Act = { close: 'booked' | 'withdrawn' } | { offer: string; said: 'take' | 'decline' };

/** Somebody who waits: for what, and the times that were offered. */
export function WishCard({ wish, onEdit }: { wish: Wish; onEdit(): void }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const queries = useQueryClient();
  const now = useNow(60_000);
  const zone = places.zone(wish.branch);
  const moment = (instant: string): string => momentWords(t, instant, zone, i18n.language, now);
  const acting = useOnce(
    (act: Act, key) =>
      'close' in act
        ? api.send(`waiting-list/${wish.id}/close`, { body: { as: act.close }, key })
        : api.send(`waiting-list/offers/${act.offer}/${act.said}`, { body: {}, key }),
    {
      // A refusal too: somebody else has taken the time, and the list shows who.
      onSettled: () => {
        void queries.invalidateQueries({ queryKey: ['waiting-list'] });
        void queries.invalidateQueries({ queryKey: ['tasks'] });
      },
    },
  );
  const who = wish.person?.name ?? wish.name;
  const waiting = wish.state === 'waiting';
  return (
    <article className={classes.wish} data-testid="wish">
      <div className={classes.wishHead}>
        <h3>{who === null ? wish.phone !== null && <Phone number={wish.phone} /> : <Veiled>{who}</Veiled>}</h3>
        {wish.urgent && (
          <span className={classes.mark} data-strong>
            {t('tasks.wish.urgent')}
          </span>
        )}
        {who !== null && wish.phone !== null && <Phone number={wish.phone} />}
        {waiting && (
          <div className={classes.buttons}>
            {wish.phone !== null && seesWholeNumbers(me?.role) && <CallBack number={wish.phone} line={null} />}
            <Button variant="default" size="compact-md" onClick={onEdit} data-testid="wish-edit">
              {t('tasks.wish.edit')}
            </Button>
            {(['booked', 'withdrawn'] as const).map((close) => (
              <Button
                key={close}
                variant="default"
                size="compact-md"
                disabled={acting.isPending}
                onClick={() => acting.mutate({ close })}
                data-testid={`wish-${close}`}
              >
                {t(close === 'booked' ? 'tasks.wish.booked' : 'tasks.wish.withdraw')}
              </Button>
            ))}
          </div>
        )}
      </div>
      <p className={classes.wanted}>{wantedWords(wish, t, places, i18n.language, moment)}</p>
      {wish.note !== null && <p className={classes.note}>{wish.note}</p>}
      <div className={classes.quiet}>
        {t('tasks.wish.since', { moment: moment(wish.createdAt), who: wish.createdBy })}
        {wish.closedAt !== null &&
          ` · ${t(`tasks.wish.states.${wish.state}`)}: ${t('tasks.wish.closedAt', {
            moment: moment(wish.closedAt),
            who: wish.closedBy ?? t('tasks.wish.itself'),
          })}`}
      </div>
      {acting.error !== null && (
        <div className={classes.section}>
          <ProblemAlert error={acting.error} />
        </div>
      )}
      {wish.offers.length > 0 && (
        <ul className={classes.offers}>
          {wish.offers.map((offer) => (
            <Offer
              key={offer.id}
              offer={offer}
              busy={acting.isPending}
              onSaid={waiting ? (said) => acting.mutate({ offer: offer.id, said }) : null}
            />
          ))}
        </ul>
      )}
    </article>
  );
}

interface OfferProps {
  offer: WishOffer;
  busy: boolean;
  /** Null: nothing can be said of it any more. */
  onSaid: ((said: 'take' | 'decline') => void) | null;
}

function Offer({ offer, busy, onSaid }: OfferProps) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const now = useNow(60_000);
  const zone = places.zone(offer.branch);
  const moment = (instant: string): string => momentWords(t, instant, zone, i18n.language, now);
  const open = offer.state === 'offered';
  return (
    <li className={classes.offer} data-open={open || undefined} data-testid="wish-offer" data-state={offer.state}>
      <span>{slotWords(offer, moment(offer.startsAt), t, places)}</span>
      <span className={classes.quiet}>
        {[
          t(`tasks.wish.offers.${offer.state}`),
          offer.way !== null && t(`tasks.wish.ways.${offer.way}`),
          open && offer.replyBy !== null && t('tasks.wish.replyBy', { moment: moment(offer.replyBy) }),
        ]
          .filter((word) => typeof word === 'string')
          .join(' · ')}
      </span>
      {onSaid !== null && (open || offer.state === 'expired' || offer.state === 'queued') && (
        <span className={classes.buttons}>
          <Button size="compact-md" disabled={busy} onClick={() => onSaid('take')} data-testid="wish-offer-take">
            {t('tasks.wish.take')}
          </Button>
          {offer.state !== 'expired' && (
            <Button
              size="compact-md"
              variant="default"
              disabled={busy}
              onClick={() => onSaid('decline')}
              data-testid="wish-offer-decline"
            >
              {t('tasks.wish.decline')}
            </Button>
          )}
        </span>
      )}
    </li>
  );
}

/** «Петров · пн, ср · с 09:00 до 13:00 · Центр · до 5 декабря». */
function wantedWords(
  wish: Wish,
  t: TFunction,
  places: Places,
  language: string,
  moment: (instant: string) => string,
): string {
  const day = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...{ day: 'numeric', month: 'long', timeZone: 'UTC' },
  });
  const days = wish.weekdays.map((one) => t(`tasks.wish.dayNames.${one}`)).join(', ');
  const anyTime = wish.from === '00:00' && wish.to === '24:00';
  return [
    wish.doctor ?? wish.specialty ?? t('tasks.wish.anyDoctor'),
    wish.doctor !== null && wish.specialty,
    days === '' ? t('tasks.wish.anyDay') : days,
    !anyTime && t('tasks.wish.hours', { from: wish.from, to: wish.to }),
    wish.minutes !== null && t('tasks.wish.notShorter', { minutes: wish.minutes }),
    places.branchName(wish.branch) ?? t('tasks.wish.anyBranch'),
    wish.until !== null && t('tasks.wish.untilDay', { day: day.format(new Date(wish.until)) }),
    wish.earlierThan !== null && t('tasks.wish.earlierThan', { moment: moment(wish.earlierThan) }),
  ]
    .filter((word) => typeof word === 'string')
    .join(' · ');
}
