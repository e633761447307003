import { Button } from '@mantine/core';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/api.ts';
import type { CallRecording } from '../api/shapes.ts';
import { formatDuration } from '../words/format-duration.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { recordingWords } from './recording-words.ts';
import classes from './today.module.css';

/** What was recorded of a call. Nothing is fetched, and nothing counts as listened to, before somebody asks. */
export function RecordingPlayer({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const [wanted, setWanted] = useState(false);
  const query = useQuery({
    queryKey: ['recordings', callId],
    queryFn: ({ signal }) => api.listen(callId, signal),
    enabled: wanted,
    // The right to listen that comes with the answer ends; a player that was left open asks anew.
    refetchInterval: ({ state }) => (state.data === undefined ? false : (state.data.seconds - 60) * 1000),
    gcTime: 0,
  });
  if (me?.mayListen !== true) return <p className={classes.marked}>{t('today.recording')}</p>;
  if (query.data === undefined)
    return (
      <div>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconPlayerPlay size={18} aria-hidden="true" />}
          loading={query.isFetching}
          onClick={() => (wanted ? void query.refetch() : setWanted(true))}
          data-testid="listen"
        >
          {t('recording.listen')}
        </Button>
        {query.isError && (
          <p className={classes.marked} role="alert">
            {t(
              query.error instanceof ApiProblem && query.error.status === 403
                ? 'recording.notAllowed'
                : 'recording.failed',
            )}
          </p>
        )}
      </div>
    );
  const { items } = query.data;
  return (
    <div data-testid="recordings">
      {items.length === 0 && <p className={classes.marked}>{t('recording.none')}</p>}
      {items.map((recording, index) => (
        <OneRecording key={recording.id} callId={callId} recording={recording} first={index === 0} />
      ))}
      {items.length > 0 && <p className={classes.marked}>{t('recording.audited')}</p>}
    </div>
  );
}

function OneRecording({ callId, recording, first }: { callId: string; recording: CallRecording; first: boolean }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const [broken, setBroken] = useState(false);
  const name = t(recording.kind === 'voicemail' ? 'recording.voicemail' : 'recording.talk');
  const playable = recording.state === 'stored' || recording.state === 'at-pbx';
  const words = broken ? t('recording.failed') : recordingWords(t, recording);
  return (
    <div className={classes.recording}>
      <span>
        {name}
        {recording.seconds !== null && `, ${formatDuration(Math.round(recording.seconds))}`}
      </span>
      {playable && (
        <audio
          controls
          preload="none"
          autoPlay={first}
          src={api.recordingAddress(callId, recording.id)}
          aria-label={name}
          onError={() => setBroken(true)}
          onPlaying={() => setBroken(false)}
        />
      )}
      {words !== null && <span className={classes.marked}>{words}</span>}
    </div>
  );
}
