import { UnstyledButton } from '@mantine/core';
import IconMicrophone from '@tabler/icons-react/dist/esm/icons/IconMicrophone.mjs';
import IconPhoneCall from '@tabler/icons-react/dist/esm/icons/IconPhoneCall.mjs';
import IconPhoneIncoming from '@tabler/icons-react/dist/esm/icons/IconPhoneIncoming.mjs';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import IconPhoneX from '@tabler/icons-react/dist/esm/icons/IconPhoneX.mjs';
import { useTranslation } from 'react-i18next';
import { callerTitle } from '../calls/caller-title.ts';
import { subjectOf } from '../calls/caller-subject.ts';
import { ClassBadge } from '../calls/class-badge.tsx';
import { Veiled } from '../calls/veiled.tsx';
import { Phone } from '../page/phone.tsx';
import { clockTime } from '../words/calendar.ts';
import { seesWholeNumbers } from '../../contracts/role.ts';
import { maskPhone } from '../words/mask-phone.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { callWords, outsideNumber } from './call-words.ts';
import type { Contact } from './group-calls.ts';
import classes from './history.module.css';

interface ContactRowProps {
  contact: Contact;
  index: number;
  focusable: boolean;
  opened: boolean;
  /** Rings or talks now. */
  going: boolean;
  onFocus(): void;
  onOpen(): void;
}

/** One contact in one line: when, who, class, where it came in, what became of it. */
export function ContactRow({ contact, index, focusable, opened, going, onFocus, onOpen }: ContactRowProps) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const { me } = useWorkplace();
  const { call, calls } = contact;
  const outside = outsideNumber(call);
  const subject = subjectOf(call.caller);
  const surname =
    subject.is === 'person' && subject.person.surname !== subject.person.address ? subject.person.surname : '';
  const named = subject.is === 'person' || subject.is === 'household';
  const outcome = calls.find((each) => each.outcome !== null)?.outcome ?? null;
  const line = places.line(call.line)?.name ?? call.line;
  const branch = (me?.branches.length ?? 0) > 1 ? places.branchName(call.branch) : null;
  const whole = seesWholeNumbers(me?.role);
  return (
    <UnstyledButton
      className={classes.row}
      tabIndex={focusable ? 0 : -1}
      data-row={index}
      data-missed={contact.missed || undefined}
      data-going={going || undefined}
      data-opened={opened || undefined}
      aria-haspopup="dialog"
      onFocus={onFocus}
      onClick={onOpen}
      data-testid="contact"
      data-call={call.id}
    >
      <span className={classes.time}>
        {clockTime(call.startedAt, call.zone ?? places.zone(call.branch), i18n.language)}
      </span>
      <DirectionIcon contact={contact} />
      <span className={classes.who}>
        <span className={classes.name}>
          {named || whole || outside === null ? callerTitle(t, call.caller, outside) : maskPhone(outside)}
          {calls.length > 1 && (
            <span className={classes.count} data-testid="calls-of-contact">
              {t('history.calls', { count: calls.length })}
              {contact.open && '+'}
            </span>
          )}
        </span>
        <span className={classes.sub}>
          {named && outside !== null && <Phone number={outside} />}
          {named && outside !== null && surname !== '' && ' · '}
          {surname !== '' && <Veiled inControl>{surname}</Veiled>}
        </span>
      </span>
      <span className={classes.class}>
        <ClassBadge of={contact.class} />
      </span>
      <span className={classes.line}>
        <span className={classes.cut}>{line}</span>
        {branch !== null && <span className={classes.sub}>{branch}</span>}
      </span>
      <span className={classes.outcome}>
        <span className={classes.word}>
          {outcome !== null ? t(`outcome.words.${outcome.outcome}`) : callWords(t, call, going).word}
        </span>
        <span className={classes.sub}>
          {outcome !== null && `${callWords(t, call, going).word} · `}
          {callWords(t, call, going).details.join(' · ')}
        </span>
      </span>
      <span className={classes.mark}>
        {calls.some((each) => each.recording) && (
          <IconMicrophone size={18} role="img" aria-label={t('today.recording')} />
        )}
      </span>
    </UnstyledButton>
  );
}

function DirectionIcon({ contact: { call, missed } }: { contact: Contact }) {
  const { t } = useTranslation();
  const Icon = missed
    ? IconPhoneX
    : call.direction === 'out'
      ? IconPhoneOutgoing
      : call.direction === 'internal'
        ? IconPhoneCall
        : IconPhoneIncoming;
  return <Icon size={20} className={classes.icon} role="img" aria-label={t(`today.${call.direction ?? 'in'}`)} />;
}
