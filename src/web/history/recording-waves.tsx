import { Button } from '@mantine/core';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/api.ts';
import { recordingWords } from '../today/recording-words.ts';
import { formatDuration } from '../words/format-duration.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './history.module.css';

// The drawing of waves is loaded with the first recording that somebody plays.
const WavePlayer = lazy(async () => ({ default: (await import('./wave-player.tsx')).WavePlayer }));

/** What was recorded of a call. Nothing is fetched, and nothing counts as listened to, before somebody asks. */
export function RecordingWaves({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const [wanted, setWanted] = useState(false);
  const query = useQuery({
    queryKey: ['recordings', callId],
    queryFn: ({ signal }) => api.listen(callId, signal),
    enabled: wanted,
    // The whole recording comes with the first press; the right to ask for it is not needed again.
    ...{ staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false },
  });
  if (me?.mayListen !== true) return <p className={classes.quiet}>{t('today.recording')}</p>;
  if (query.data === undefined)
    return (
      <>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={18} aria-hidden="true" />}
          loading={query.isFetching}
          onClick={() => (wanted ? void query.refetch() : setWanted(true))}
          data-testid="listen"
        >
          {t('recording.listen')}
        </Button>
        {query.isError && (
          <p className={classes.quiet} role="alert">
            {t(
              query.error instanceof ApiProblem && query.error.status === 403
                ? 'recording.notAllowed'
                : 'recording.failed',
            )}
          </p>
        )}
      </>
    );
  const { items } = query.data;
  return (
    <div className={classes.recordings} data-testid="recordings">
      {items.length === 0 && <p className={classes.quiet}>{t('recording.none')}</p>}
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
                <WavePlayer name={name} address={api.recordingAddress(callId, recording.id)} playAtOnce={index === 0} />
              </Suspense>
            )}
          </div>
        );
      })}
      {items.length > 0 && <p className={classes.quiet}>{t('recording.audited')}</p>}
    </div>
  );
}
