import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { dateIn, startOfDay } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './rules-page.module.css';
import type { Tried } from './shapes.ts';

const results = ['', 'missed', 'answered', 'unanswered'] as const;

/** A described call and what the text in the editor would do with it, in words. */
export function TryPanel({ text }: { text: string }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const [from, setFrom] = useState('');
  const [line, setLine] = useState(me?.lines[0]?.number ?? '');
  const [result, setResult] = useState<string>('');
  const zone = places.zone(places.line(line)?.branch ?? null);
  const [day, setDay] = useState(() => dateIn(zone, serverNow()));
  const [time, setTime] = useState('12:00');
  const trying = useMutation({
    mutationFn: () =>
      api.send<Tried>(`rules/test?language=${i18n.language === 'en' ? 'en' : 'ru'}`, {
        body: {
          text,
          at: instantOf(day, time, zone),
          ...(from.trim() !== '' && { from }),
          ...(line !== '' && { line }),
          ...(result !== '' && { result }),
        },
      }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    trying.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t('rules.from')}
          placeholder={t('rules.hidden')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
          inputMode="tel"
          data-testid="try-from"
        />
        <NativeSelect
          label={t('rules.toLine')}
          value={line}
          onChange={(event) => setLine(event.currentTarget.value)}
          data={[
            { value: '', label: t('rules.anyLine') },
            ...(me?.lines ?? []).map(({ number, name }) => ({ value: number, label: `${name}, ${number}` })),
          ]}
          data-testid="try-line"
        />
        <div className={classes.pair}>
          <TextInput
            label={t('rules.day')}
            type="date"
            required
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
            data-testid="try-day"
          />
          <TextInput
            label={t('rules.time')}
            type="time"
            required
            value={time}
            onChange={(event) => setTime(event.currentTarget.value)}
            data-testid="try-time"
          />
        </div>
        <NativeSelect
          label={t('rules.result')}
          value={result}
          onChange={(event) => setResult(event.currentTarget.value)}
          data={results.map((one) => ({ value: one, label: t(`rules.results.${one === '' ? 'ringing' : one}`) }))}
          data-testid="try-result"
        />
        <Button type="submit" loading={trying.isPending} data-testid="try-submit">
          {t('rules.tryIt')}
        </Button>
        {trying.error !== null && <ProblemAlert error={trying.error} />}
        {trying.data !== undefined && (
          <pre className={classes.trace} data-testid="try-words">
            {trying.data.words.join('\n')}
          </pre>
        )}
      </Stack>
    </form>
  );
}

function instantOf(day: string, time: string, zone: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(Date.parse(startOfDay(day, zone)) + (hours * 60 + minutes) * 60_000).toISOString();
}
