import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roles } from '../../contracts/role.ts';
import { dateIn } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { closeReasonsOf } from './close-reasons-of.ts';
import { instantIn } from './instant-in.ts';
import type { Task, TaskOwner } from './shapes.ts';
import { reasonWords } from './task-words.ts';
import type { TaskPanelProps } from './task-panel-props.ts';
import classes from './tasks.module.css';
import type { TaskAct } from './key-act.ts';

/** Take, try, postpone, give away, close; an offer is taken or declined instead of closed. */
export function TaskButtons(props: TaskPanelProps & { task: Task }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const { task, acts } = props;
  const [more, setMore] = useState<'postpone' | 'give' | null>(null);
  const act = (wanted: TaskAct): void => {
    setMore(null);
    props.onAct({ task, act: wanted });
  };
  const busy = acts.isPending && acts.variables.task.id === task.id ? acts.variables.act.what : null;
  const button = (what: TaskAct['what'], label: string, onClick: () => void, expanded?: boolean): ReactNode => (
    <Button
      variant={what === 'take' ? 'filled' : 'default'}
      size="compact-md"
      loading={busy === what}
      disabled={busy !== null && busy !== what}
      {...(expanded !== undefined && { 'aria-expanded': expanded })}
      onClick={onClick}
      data-testid={`task-${what}`}
    >
      {label}
    </Button>
  );
  if (task.state === 'closed')
    return (
      <div className={`${classes.section} ${classes.buttons}`}>
        {task.offer === null && button('reopen', t('tasks.reopen'), () => act({ what: 'reopen' }))}
      </div>
    );
  const taken = task.owner.name !== null;
  const mine = taken && task.owner.name === me?.label;
  return (
    <>
      <div className={`${classes.section} ${classes.buttons}`}>
        {!taken && button('take', t('tasks.take'), () => act({ what: 'take' }))}
        {mine && button('release', t('tasks.release'), () => act({ what: 'release' }))}
        {taken && !mine && button('take-over', t('tasks.takeOver'), () => act({ what: 'take-over' }))}
        {task.offer === null &&
          task.phone !== null &&
          button('attempt', t('tasks.attempt'), () => act({ what: 'attempt' }))}
        {button(
          'postpone',
          t('tasks.postpone'),
          () => setMore(more === 'postpone' ? null : 'postpone'),
          more === 'postpone',
        )}
        {button('give', t('tasks.give'), () => setMore(more === 'give' ? null : 'give'), more === 'give')}
      </div>
      {more === 'postpone' && <Postpone task={task} onPostpone={(dueAt) => act({ what: 'postpone', dueAt })} />}
      {more === 'give' && <Give task={task} onGive={(owner) => act({ what: 'give', owner })} />}
      {task.offer !== null ? (
        <OfferAnswer offer={task.offer.id} disabled={busy !== null} onAct={act} />
      ) : (
        <CloseReasons {...props} disabled={busy !== null} onClosed={(reason) => act({ what: 'close', reason })} />
      )}
    </>
  );
}

const minuteMs = 60_000;

function Postpone({ task, onPostpone }: { task: Task; onPostpone(dueAt: string): void }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const zone = task.zone ?? places.zone(task.branch);
  const tomorrow = dateIn(zone, serverNow() + 86_400_000);
  const [day, setDay] = useState(tomorrow);
  const [time, setTime] = useState('10:00');
  const later = (minutes: number): string => new Date(serverNow() + minutes * minuteMs).toISOString();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onPostpone(instantIn(day, time, zone));
  };
  return (
    <form className={classes.form} onSubmit={submit} aria-label={t('tasks.postpone')}>
      <div className={classes.quick}>
        <Button size="sm" variant="default" onClick={() => onPostpone(later(15))} data-testid="postpone-15">
          {t('tasks.in15')}
        </Button>
        <Button size="sm" variant="default" onClick={() => onPostpone(later(60))}>
          {t('tasks.inHour')}
        </Button>
      </div>
      <TextInput
        type="date"
        label={t('tasks.day')}
        required
        min={dateIn(zone, serverNow())}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <TextInput
        type="time"
        label={t('tasks.time')}
        required
        value={time}
        onChange={(event) => setTime(event.currentTarget.value)}
      />
      <Button type="submit" size="sm">
        {t('tasks.until')}
      </Button>
    </form>
  );
}

function Give({ task, onGive }: { task: Task; onGive(owner: TaskOwner): void }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const [to, setTo] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [kind, id = ''] = to.split(' ');
    onGive({ seat: kind === 'seat' ? id : null, role: kind === 'role' ? id : null });
  };
  const seats = (me?.seats ?? []).filter(({ id }) => id !== task.owner.seat);
  return (
    <form className={classes.form} onSubmit={submit}>
      <NativeSelect
        className={classes.grow ?? ''}
        label={t('tasks.giveTo')}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        data={[
          { value: '', label: t('tasks.anybody') },
          ...seats.map(({ id, name }) => ({ value: `seat ${id}`, label: name })),
          ...roles.map((role) => ({ value: `role ${role}`, label: t(`tasks.roles.${role}`) })),
        ]}
        data-testid="give-to"
      />
      <Button type="submit" size="sm" data-testid="give-submit">
        {t('tasks.give')}
      </Button>
    </form>
  );
}

function OfferAnswer(props: { offer: string; disabled: boolean; onAct(act: TaskAct): void }) {
  const { t } = useTranslation();
  return (
    <section className={classes.section}>
      <h4>{t('tasks.offerSaid')}</h4>
      <div className={classes.reasons}>
        {(['take', 'decline'] as const).map((said, index) => (
          <button
            key={said}
            type="button"
            className={classes.reason}
            disabled={props.disabled}
            onClick={() => props.onAct({ what: 'offer', offer: props.offer, said })}
            data-testid={`offer-${said}`}
          >
            <span className={classes.key} aria-hidden="true">
              {index + 1}
            </span>
            {t(`tasks.offers.${said}`)}
          </button>
        ))}
      </div>
    </section>
  );
}

function CloseReasons(props: TaskPanelProps & { task: Task; disabled: boolean; onClosed(reason: string): void }) {
  const { t } = useTranslation();
  const [own, setOwn] = useState('');
  const reasons = closeReasonsOf(props.task.type, props.types.closeReasons);
  const one = (key: number, label: string, more: object): ReactNode => (
    <button key={key} type="button" className={classes.reason} disabled={props.disabled} {...more}>
      <span className={classes.key} aria-hidden="true">
        {key}
      </span>
      {label}
    </button>
  );
  return (
    <section className={classes.section}>
      <h4>{t('tasks.close')}</h4>
      <div className={classes.reasons}>
        {reasons.map((reason, index) =>
          one(index + 1, reasonWords(t, reason), {
            onClick: () => props.onClosed(reason),
            'data-testid': `close-${reason}`,
          }),
        )}
        {one(reasons.length + 1, t('tasks.ownWords'), {
          'aria-expanded': props.ownWords,
          onClick: () => props.onOwnWords(!props.ownWords),
          'data-testid': 'close-own',
        })}
      </div>
      {props.ownWords && (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            props.onClosed(own.trim());
          }}
        >
          <TextInput
            className={classes.grow ?? ''}
            label={t('tasks.reason')}
            required
            autoFocus
            maxLength={100}
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
            data-testid="own-reason"
          />
          <Button type="submit" size="sm" disabled={own.trim() === ''} data-testid="own-submit">
            {t('tasks.closeIt')}
          </Button>
        </form>
      )}
    </section>
  );
}
