import { ActionIcon, SegmentedControl } from '@mantine/core';
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import WaveSurfer from 'wavesurfer.js';
import { formatDuration } from '../words/format-duration.ts';
import classes from './history.module.css';

interface WavePlayerProps {
  name: string;
  /** Answers this browser while its right to listen lasts. */
  address: string;
  playAtOnce: boolean;
}

const speeds = ['1', '1.25', '1.5', '2'] as const;
const stepSeconds = 5;
/** To unpack an hour of sound into waves costs a reception's computer too much memory; it plays without them. */
const mostBytesForWaves = 30_000_000;

type State = 'loading' | 'ready' | 'plain' | 'failed';

/**
 * Fetches a recording once, draws its waves from the bytes and plays them. What the browser cannot draw it may still
 * play: then its own player stands here.
 */
export function WavePlayer({ name, address, playAtOnce }: WavePlayerProps) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const player = useRef<WaveSurfer | null>(null);
  const [state, setState] = useState<State>('loading');
  const [plain, setPlain] = useState<string | null>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const [speed, setSpeed] = useState<(typeof speeds)[number]>('1');

  useEffect(() => {
    if (place.current === null) return;
    const stop = new AbortController();
    const style = getComputedStyle(place.current);
    const waves = WaveSurfer.create({
      ...{
        container: place.current,
        height: 64,
        barWidth: 2,
        barGap: 1,
        barRadius: 2,
        normalize: true,
        dragToSeek: true,
      },
      waveColor: style.getPropertyValue('--mantine-color-gray-5'),
      progressColor: style.getPropertyValue('--mantine-primary-color-filled'),
    });
    player.current = waves;
    waves.on('play', () => setPlaying(true));
    waves.on('pause', () => setPlaying(false));
    waves.on('timeupdate', (seconds) => setAt(seconds));
    waves.on('seeking', (seconds) => setAt(seconds));
    let bytesAt: string | null = null;
    void (async () => {
      const response = await fetch(address, { signal: stop.signal });
      if (!response.ok) throw new Error(`recording: ${response.status}`);
      const bytes = await response.blob();
      bytesAt = URL.createObjectURL(bytes);
      try {
        if (bytes.size > mostBytesForWaves) throw new Error('too long for waves');
        await waves.loadBlob(bytes);
      } catch {
        if (stop.signal.aborted) return;
        setPlain(bytesAt);
        setState('plain');
        return;
      }
      if (stop.signal.aborted) return;
      setLength(waves.getDuration());
      setState('ready');
      // A browser may want one more press before it makes a sound.
      if (playAtOnce) await waves.play().catch(() => setPlaying(false));
    })().catch(() => {
      if (!stop.signal.aborted) setState('failed');
    });
    return () => {
      stop.abort();
      waves.destroy();
      player.current = null;
      if (bytesAt !== null) URL.revokeObjectURL(bytesAt);
    };
  }, [address, playAtOnce]);

  function setRate(next: (typeof speeds)[number]): void {
    setSpeed(next);
    player.current?.setPlaybackRate(Number(next), true);
  }
  function onKey(event: KeyboardEvent): void {
    // The speeds have arrows of their own, a button its space bar.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const waves = player.current;
    if (waves === null || state !== 'ready') return;
    // The element knows at once where it was sent, so that quick presses add up.
    const media = waves.getMediaElement();
    if (media === null) return;
    const go = (seconds: number): void => {
      media.currentTime = Math.max(0, Math.min(length, seconds));
    };
    const faster = { '+': 1, '=': 1, '-': -1 }[event.key];
    if (event.key === ' ' || event.key === 'Enter') void waves.playPause();
    else if (event.key === 'ArrowRight') go(media.currentTime + stepSeconds);
    else if (event.key === 'ArrowLeft') go(media.currentTime - stepSeconds);
    else if (event.key === 'Home') go(0);
    else if (faster !== undefined) setRate(speeds[speeds.indexOf(speed) + faster] ?? speed);
    else return;
    event.preventDefault();
  }

  return (
    <div data-testid="wave-player" data-state={state} data-playing={playing || undefined}>
      {state === 'failed' && (
        <p role="alert" className={classes.quiet}>
          {t('recording.failed')}
        </p>
      )}
      {plain !== null && <audio controls autoPlay={playAtOnce} src={plain} aria-label={name} />}
      <div className={classes.player} hidden={state === 'plain' || state === 'failed'}>
        <ActionIcon
          variant="filled"
          size={40}
          radius="xl"
          disabled={state !== 'ready'}
          aria-label={t(playing ? 'history.pause' : 'history.play')}
          onClick={() => void player.current?.playPause()}
          data-testid="play"
        >
          {playing ? <IconPlayerPause size={22} aria-hidden="true" /> : <IconPlayerPlay size={22} aria-hidden="true" />}
        </ActionIcon>
        <div
          className={classes.waves}
          role="slider"
          tabIndex={0}
          aria-label={t('history.position', { name })}
          aria-valuemin={0}
          aria-valuemax={Math.round(length)}
          aria-valuenow={Math.round(at)}
          aria-valuetext={formatDuration(at)}
          onKeyDown={onKey}
          data-testid="waves"
        >
          <div ref={place} />
        </div>
        <span className={classes.playTime}>
          {formatDuration(at)} / {formatDuration(length)}
        </span>
        <SegmentedControl
          size="xs"
          aria-label={t('history.speed')}
          value={speed}
          data={speeds.map((value) => ({ value, label: `${value.replace('.', t('history.point'))}×` }))}
          onChange={(value) => setRate(speeds.find((one) => one === value) ?? '1')}
          data-testid="speed"
        />
        <span className={classes.quiet}>{t('history.playerKeys')}</span>
      </div>
    </div>
  );
}
