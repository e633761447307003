import type { TFunction } from 'i18next';
import type { Account } from './shapes.ts';

export interface Fact {
  id: string;
  label: string;
  text: string;
  /** Somebody should look at it. */
  bad?: boolean;
}

/** What is told of an account, in the order in which it is asked for. Pure. */
export function accountFacts(account: Account, t: TFunction, moment: (instant: string) => string): Fact[] {
  const { contacts, connection, subscription, timetable, reconciliation, owed, stopped } = account;
  const last = (of: (what: string) => boolean): string | null =>
    contacts.reduce<string | null>((at, one) => (of(one.what) && (at === null || one.at > at) ? one.at : at), null);
  const facts: (Fact | null)[] = [
    stopped && {
      id: 'stopped',
      label: t('cockpit.fact.stopped'),
      text: `${stopped.reason} · ${t('cockpit.since', { moment: moment(stopped.since) })}`,
      bad: true,
    },
    heard(last((what) => what === 'webhook')),
    polled(last((what) => what.startsWith('polled'))),
    refused(last((what) => what === 'webhook-refused')),
    connection && {
      id: 'connection',
      label: t('cockpit.fact.connection'),
      text: [t(`cockpit.connection.${connection.state}`), t('cockpit.since', { moment: moment(connection.since) })]
        .concat(connection.reason ?? [])
        .join(' · '),
      bad: connection.state === 'lost',
    },
    subscription && {
      id: 'subscription',
      label: t('cockpit.fact.subscription'),
      text:
        subscription.lastError ??
        (subscription.expiresAt === null
          ? t('cockpit.subscribing')
          : t('cockpit.until', { moment: moment(subscription.expiresAt) })),
      bad: subscription.lastError !== null,
    },
    reconciliation && gap(reconciliation),
    reconciliation?.failure
      ? {
          id: 'failure',
          label: t('cockpit.fact.failure'),
          text: `${reconciliation.failure.message} · ${t('cockpit.since', { moment: moment(reconciliation.failure.since) })}`,
          bad: true,
        }
      : null,
    timetable && {
      id: 'timetable',
      label: t('cockpit.fact.timetable'),
      text:
        (timetable.at === null ? t('cockpit.never') : moment(timetable.at)) +
        (timetable.stopped ? ` · ${t('cockpit.timetableStopped')}` : ''),
      bad: timetable.stopped,
    },
    owed.lastError === null
      ? null
      : { id: 'error', label: t('cockpit.fact.error'), text: owed.lastError, bad: owed.dead > 0 },
  ];
  return facts.filter((fact) => fact !== null);

  function heard(at: string | null): Fact | null {
    if (at === null && account.kind === 'mis') return null;
    const text = at === null ? t('cockpit.never') : moment(at);
    return at === null && (account.polled || connection !== null)
      ? null
      : { id: 'webhook', label: t('cockpit.fact.webhook'), text };
  }
  function polled(at: string | null): Fact | null {
    return at === null ? null : { id: 'poll', label: t('cockpit.fact.poll'), text: moment(at) };
  }
  function refused(at: string | null): Fact | null {
    return at === null ? null : { id: 'refused', label: t('cockpit.fact.refused'), text: moment(at) };
  }
  function gap({ gap: { day, week } }: NonNullable<Account['reconciliation']>): Fact {
    const words = (of: typeof day): string =>
      of.missing === 0 ? t('cockpit.gapNone') : t('cockpit.gap', { missing: of.missing, calls: of.calls });
    return {
      id: 'gap',
      label: t('cockpit.fact.gap'),
      text: t('cockpit.gaps', { day: words(day), week: words(week) }),
      bad: day.missing > 0,
    };
  }
}

/** «IDENT заходил сегодня в 12:41, ждут 14 звонков»; empty where nothing is handed over. */
export function handingOver(account: Account, t: TFunction, moment: (instant: string) => string): string {
  const polls = account.contacts.filter(({ what }) => what.startsWith('polled'));
  const at =
    polls
      .map((one) => one.at)
      .sort()
      .at(-1) ?? null;
  const waiting = account.owed.waiting;
  if (at !== null) {
    const came = t('cockpit.came', { name: account.name, moment: moment(at) });
    return waiting === 0
      ? `${came}, ${t('cockpit.nothingWaits')}`
      : `${came}, ${t('cockpit.callsWait', { count: waiting })}`;
  }
  if (account.asks)
    return [t('cockpit.neverCame', { name: account.name })]
      .concat(waiting === 0 ? [] : t('cockpit.callsWait', { count: waiting }))
      .join(', ');
  return waiting === 0 ? '' : t('cockpit.toSend', { count: waiting });
}
