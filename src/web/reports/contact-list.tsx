import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Phone } from '../page/phone.tsx';
import { clockTime, dayAndMonth } from '../words/calendar.ts';
import { codeWords } from '../words/code-words.ts';
import { formatDuration } from '../words/format-duration.ts';
import { serverNow } from '../words/server-clock.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { operatorWords } from './figure-words.ts';
import { GroupBadge } from './group-badge.tsx';
import { OpenedCall } from './opened-call.tsx';
import { PagedList } from './paged-list.tsx';
import classes from './reports.module.css';
import type { Contact, ContactCall, ContactRequest } from './shapes.ts';
import { usePages } from './use-pages.ts';

/** The contacts behind a figure; ungrouped: a row for each call, and each request, that the outside party made. */
export function ContactList({ asked, grouped }: { asked: Record<string, string>; grouped: boolean }) {
  const pages = usePages<Contact>('reports/contacts', asked);
  return (
    <PagedList pages={pages}>
      {(contacts) =>
        contacts.flatMap((contact) =>
          grouped ? (
            <ContactRow key={contact.id} contact={contact} calls={contact.calls} requests={contact.requests} />
          ) : (
            openingsOf(contact).map(({ call, request }) =>
              call === undefined ? (
                <ContactRow key={`request-${request.id}`} contact={contact} calls={[]} requests={[request]} />
              ) : (
                <ContactRow key={call.id} contact={contact} calls={[call]} requests={[]} />
              ),
            )
          ),
        )
      }
    </PagedList>
  );
}

type Opening = { call: ContactCall; request?: undefined } | { call?: undefined; request: ContactRequest };

/** Newest first. */
function openingsOf({ calls, requests }: Contact): Opening[] {
  const openings: Opening[] = [
    ...calls.filter(({ opens }) => opens).map((call) => ({ call })),
    ...requests.map((request) => ({ request })),
  ];
  const timeOf = ({ call, request }: Opening): number => Date.parse((call ?? request).at);
  return openings.toSorted((a, b) => timeOf(b) - timeOf(a));
}

interface ContactRowProps {
  contact: Contact;
  calls: readonly ContactCall[];
  requests: readonly ContactRequest[];
}

function ContactRow({ contact, calls, requests }: ContactRowProps) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const { zone } = contact;
  const now = serverNow();
  const said = [
    contact.outcome !== null && t(`reports.outcomes.${contact.outcome}`, { defaultValue: contact.outcome }),
    contact.booked === null && contact.bookedMark && t('reports.bookedMark'),
    contact.booked !== null && t(`reports.booked.${contact.booked}`),
    contact.waitingList && contact.outcome !== 'waiting-list' && t('reports.outcomes.waiting-list'),
    contact.visitAt !== null &&
      t('reports.visit', { moment: momentWords(t, contact.visitAt, zone, i18n.language, now) }),
    contact.came && t('reports.cameWord'),
    operatorWords(t, contact.owner),
    places.line(contact.line)?.name ?? contact.line,
    contact.channel,
    (places.branch(contact.branch) !== null && places.branchName(contact.branch)) || null,
  ].filter((words): words is string => typeof words === 'string' && words !== '');
  return (
    <li className={classes.row} data-testid="listed-contact">
      <div className={classes.rowHead}>
        <b>{dayAndMonth(calls[0]?.at ?? requests[0]?.at ?? contact.openedAt, zone, i18n.language, now)}</b>
        {contact.phone === null ? <span>{t('calls.hiddenNumber')}</span> : <Phone number={contact.phone} />}
        <GroupBadge of={contact.group} />
      </div>
      <p className={classes.quiet}>{said.join(' · ')}</p>
      {requests.map(({ id, at }) => (
        <p key={id}>
          <Link className={classes.link ?? ''} href={`/history/request-${id}?period=all`} data-testid="open-request">
            {clockTime(at, zone, i18n.language)} · {t('reports.request')}
          </Link>
        </p>
      ))}
      {calls.map((call) => (
        <OpenedCall key={call.id} callId={call.id}>
          {[
            clockTime(call.at, zone, i18n.language),
            call.missed !== null
              ? `${t('today.missedCall')}, ${codeWords(t, 'missedReasons', call.missed)}`
              : call.opens
                ? t('today.in')
                : t('today.out'),
            call.talkSeconds > 0 && t('today.talked', { duration: formatDuration(call.talkSeconds) }),
            call.operator !== null && operatorWords(t, call.operator),
          ]
            .filter((words) => words !== false)
            .join(' · ')}
        </OpenedCall>
      ))}
    </li>
  );
}
