import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRecording } from '../api/shapes.ts';
import { AskedRecordings } from '../calls/asked-recordings.tsx';
import { formatDuration } from '../words/format-duration.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { recordingWords } from './recording-words.ts';
import classes from './today.module.css';

/** The recordings of a call in the browser's own player. */
export function RecordingPlayer({ callId }: { callId: string }) {
  return (
    <AskedRecordings callId={callId} quiet={classes.marked} size="compact-md" keepsRight>
      {(items) =>
        items.map((recording, index) => (
          <OneRecording key={recording.id} callId={callId} recording={recording} first={index === 0} />
        ))
      }
    </AskedRecordings>
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
