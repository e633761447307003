import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { AskedRecordings } from '../calls/asked-recordings.tsx';
import { recordingWords } from '../today/recording-words.ts';
import { formatDuration } from '../words/format-duration.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './history.module.css';

// The drawing of waves is loaded with the first recording that somebody plays.
const WavePlayer = lazy(async () => ({ default: (await import('./wave-player.tsx')).WavePlayer }));

/** The recordings of a call, drawn. The whole of one comes with the first press. */
export function RecordingWaves({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  return (
    <AskedRecordings callId={callId} quiet={classes.quiet} keepsRight={false}>
      {(items) => (
        <div className={classes.recordings}>
          {items.map((recording, index) => {
            const name = t(recording.kind === 'voicemail' ? 'recording.voicemail' : 'recording.talk');
            const words = recordingWords(t, recording);
            return (
              <div key={recording.id}>
                <p className={classes.quiet}>
                  {[name, recording.seconds !== null && formatDuration(Math.round(recording.seconds)), words]
                    .filter((word) => word !== false && word !== null)
                    .join(' · ')}
                </p>
                {(recording.state === 'stored' || recording.state === 'at-pbx') && (
                  <Suspense fallback={<p className={classes.quiet}>{t('page.loading')}</p>}>
                    <WavePlayer
                      name={name}
                      address={api.recordingAddress(callId, recording.id)}
                      playAtOnce={index === 0}
                    />
                  </Suspense>
                )}
              </div>
            );
          })}
        </div>
      )}
    </AskedRecordings>
  );
}
