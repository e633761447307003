import { UnstyledButton } from '@mantine/core';
import IconForms from '@tabler/icons-react/dist/esm/icons/IconForms.mjs';
import IconMicrophone from '@tabler/icons-react/dist/esm/icons/IconMicrophone.mjs';
import { useTranslation } from 'react-i18next';
import { callerTitle } from '../calls/caller-title.ts';
import { subjectOf } from '../calls/caller-subject.ts';
import { ClassBadge } from '../calls/class-badge.tsx';
import { DirectionIcon } from '../calls/direction-icon.tsx';
import { Veiled } from '../calls/veiled.tsx';
import { Phone } from '../page/phone.tsx';
import { clockTime } from '../words/calendar.ts';
import { seesWholeNumbers } from '../../contracts/role.ts';
import { formatPhone } from '../words/format-phone.ts';
import { maskPhone } from '../words/mask-phone.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { callWords, outsideNumber } from './call-words.ts';
import { nameOf, type Contact } from './group-history.ts';
import classes from './history.module.css';
import type { HistoryCall, HistoryRequest } from './shapes.ts';

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
  const [newest] = contact.items;
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
      data-call={nameOf(newest)}
    >
      {newest.kind === 'call' ? (
        <CallCells contact={contact} call={newest.call} going={going} />
      ) : (
        <RequestCells contact={contact} request={newest.request} />
      )}
      <span className={classes.class}>
        <ClassBadge of={contact.class} />
      </span>
      <span className={classes.mark}>{contact.calls.some((each) => each.recording) && <Recorded />}</span>
    </UnstyledButton>
  );
}

function Recorded() {
  const { t } = useTranslation();
  return <IconMicrophone size={18} role="img" aria-label={t('today.recording')} />;
}

function CallCells({ contact, call, going }: { contact: Contact; call: HistoryCall; going: boolean }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const { me } = useWorkplace();
  const outside = outsideNumber(call);
  const subject = subjectOf(call.caller);
  const surname =
    subject.is === 'person' && subject.person.surname !== subject.person.address ? subject.person.surname : '';
  const named = subject.is === 'person' || subject.is === 'household';
  const outcome = outcomeOf(contact);
  const whole = seesWholeNumbers(me?.role);
  const { word, details } = callWords(t, call, { going, places });
  return (
    <>
      <Time of={call} at={call.startedAt} />
      <DirectionIcon direction={call.direction} missed={contact.missed} className={classes.icon} />
      <span className={classes.who}>
        <span className={classes.name}>
          {named || whole || outside === null ? callerTitle(t, call.caller, outside) : maskPhone(outside)}
          <Count contact={contact} />
        </span>
        <span className={classes.sub}>
          {named && outside !== null && <Phone number={outside} />}
          {named && outside !== null && surname !== '' && ' · '}
          {surname !== '' && <Veiled inControl>{surname}</Veiled>}
        </span>
      </span>
      <Place of={call} />
      <span className={classes.outcome}>
        <span className={classes.word}>{outcome ?? word}</span>
        <span className={classes.sub}>{[outcome !== null && word, ...details].filter(Boolean).join(' · ')}</span>
      </span>
    </>
  );

  function outcomeOf({ calls }: Contact): string | null {
    const said = calls.find((each) => each.outcome !== null)?.outcome ?? null;
    return said === null ? null : t(`outcome.words.${said.outcome}`);
  }
}

function RequestCells({ contact, request }: { contact: Contact; request: HistoryRequest }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const { phone, person, name, phoneWritten } = request;
  const number = phone === null ? phoneWritten : seesWholeNumbers(me?.role) ? formatPhone(phone) : maskPhone(phone);
  const called = person?.name ?? name;
  return (
    <>
      <Time of={request} at={request.askedAt} />
      <IconForms size={20} className={classes.icon} role="img" aria-label={t('history.siteRequest')} />
      <span className={classes.who}>
        <span className={classes.name}>
          {called === null ? (number ?? t('history.noNumber')) : <Veiled inControl>{called}</Veiled>}
          <Count contact={contact} />
        </span>
        <span className={classes.sub}>{called !== null && number}</span>
      </span>
      <Place of={request} />
      <span className={classes.outcome}>
        <span className={classes.word}>{t('history.siteRequest')}</span>
        <span className={classes.sub}>{request.form}</span>
      </span>
    </>
  );
}

function Time({ of: { zone, branch }, at }: { of: { zone: string | null; branch: string | null }; at: string }) {
  const { i18n } = useTranslation();
  const places = usePlaces();
  return <span className={classes.time}>{clockTime(at, zone ?? places.zone(branch), i18n.language)}</span>;
}

function Place({ of: { line, branch } }: { of: { line: string | null; branch: string | null } }) {
  const places = usePlaces();
  const { me } = useWorkplace();
  return (
    <span className={classes.line}>
      <span className={classes.cut}>{places.line(line)?.name ?? line}</span>
      {(me?.branches.length ?? 0) > 1 && <span className={classes.sub}>{places.branchName(branch)}</span>}
    </span>
  );
}

/** How much there is of that day, where it is more than one thing. */
function Count({ contact: { items, calls, requests, open } }: { contact: Contact }) {
  const { t } = useTranslation();
  if (items.length < 2) return null;
  const parts = [
    calls.length > 0 && t('history.calls', { count: calls.length }),
    requests.length > 0 && t('history.requests', { count: requests.length }),
  ];
  return (
    <span className={classes.count} data-testid="calls-of-contact">
      {parts.filter((part) => part !== false).join(', ')}
      {open && '+'}
    </span>
  );
}
