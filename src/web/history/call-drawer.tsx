import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { CallBack } from '../calls/call-back.tsx';
import { callerTitle } from '../calls/caller-title.ts';
import { PhoneNumber } from '../calls/phone-number.tsx';
import { Phone } from '../page/phone.tsx';
import { CallCorrections } from '../today/call-corrections.tsx';
import { clockTime, dayAndMonth } from '../words/calendar.ts';
import { seesWholeNumbers } from '../../contracts/role.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { CallPeople } from './call-people.tsx';
import { CallReasons } from './call-reasons.tsx';
import { CallTasks } from './call-tasks.tsx';
import { CallTimeline } from './call-timeline.tsx';
import { outsideNumber } from './call-words.ts';
import classes from './history.module.css';
import { CallNote } from '../outcome/call-note.tsx';
import { OwnTalk } from '../outcome/own-talk.tsx';
import { OneDrawer, type OneDrawerProps } from './one-drawer.tsx';
import { OutcomePicker } from './outcome-picker.tsx';
import { RecordingWaves } from './recording-waves.tsx';
import type { HistoryDetail } from './shapes.ts';
import { usePutCall } from './use-history.ts';

/** All that is known of a call, and what may be said of it. */
export function CallDrawer({ callId, ...opened }: OneDrawerProps & { callId: string }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const putCall = usePutCall();
  const query = useQuery({
    queryKey: ['calls', 'one', callId],
    queryFn: ({ signal }) => api.get<HistoryDetail>(`calls/${encodeURIComponent(callId)}`, signal),
  });
  const call = query.data;
  useEffect(() => {
    if (call !== undefined) putCall(call);
  }, [call, putCall]);
  return (
    <OneDrawer
      {...opened}
      query={query}
      name={callId}
      testId="call-drawer"
      title={call === undefined ? t('history.call') : <Title call={call} />}
    >
      {(one) => <Body call={one} />}
    </OneDrawer>
  );
}

function Title({ call }: { call: HistoryDetail }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const { me } = useWorkplace();
  const zone = call.zone ?? places.zone(call.branch);
  const outside = outsideNumber(call);
  const named = call.caller.candidates.length > 0;
  return (
    <span className={classes.title}>
      <span className={classes.titleName}>
        {named || outside === null || seesWholeNumbers(me?.role) ? (
          callerTitle(t, call.caller, outside)
        ) : (
          <Phone number={outside} />
        )}
      </span>
      <span className={classes.quiet}>
        {[
          t(`today.${call.direction ?? 'in'}`),
          `${dayAndMonth(call.startedAt, zone, i18n.language, serverNow())}, ${clockTime(call.startedAt, zone, i18n.language)}`,
          places.line(call.line)?.name ?? call.line,
          places.branchName(call.branch),
        ]
          .filter((word) => word !== null)
          .join(' · ')}
      </span>
    </span>
  );
}

function Body({ call }: { call: HistoryDetail }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const outside = outsideNumber(call);
  const whole = seesWholeNumbers(me?.role);
  return (
    <>
      {outside !== null && (
        <div className={classes.contactLine}>
          {whole ? <PhoneNumber number={outside} /> : <Phone number={outside} />}
          {whole && <CallBack number={outside} line={call.line} />}
        </div>
      )}
      <CallReasons call={call} />
      <CallPeople call={call} />
      {call.recording && (
        <section aria-label={t('recording.talk')}>
          <RecordingWaves callId={call.id} />
        </section>
      )}
      <OwnTalk call={call} />
      {call.direction !== 'internal' && <OutcomePicker call={call} />}
      <section className={classes.section} aria-labelledby="history-note">
        <h3 id="history-note">{t('outcome.noteTitle')}</h3>
        <CallNote key={call.id} callId={call.id} note={call.note} />
      </section>
      <section className={classes.section} aria-labelledby="history-corrections">
        <h3 id="history-corrections">{t('history.corrections')}</h3>
        <CallCorrections row={call} />
      </section>
      <CallTimeline call={call} />
      {outside !== null && whole && <CallTasks phone={outside} />}
    </>
  );
}
