import { Button, Chip, Group, PinInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../page/dialog.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { clockTime } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { sinceOf } from './since-of.ts';
import classes from './shift.module.css';
import { usePresence } from './use-presence.ts';

const digits = 4;

/** Who sits down at this workplace, with the four digits of the name; the first four become its own. */
export function ShiftDialog({ seat, onClose }: { seat: string; onClose(): void }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const queries = useQueryClient();
  const { at, names } = usePresence();
  const [chosen, setChosen] = useState<string | null>(null);
  const [written, setWritten] = useState('');
  const [pin, setPin] = useState('');
  const [time, setTime] = useState('');
  const sitting = at(seat);
  const zone = places.zone(me?.seats?.find(({ id }) => id === seat)?.branch ?? null);
  const name = chosen === null || chosen === '' ? written.trim() : chosen;
  const saved = {
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['shift'] });
      onClose();
    },
  };
  const taking = useMutation({
    mutationFn: () => {
      const since = sinceOf(time, zone, serverNow());
      return api.send('shift', { body: { seat, name, pin, ...(since !== null && { since }) } });
    },
    ...saved,
    onError: () => setPin(''),
  });
  const leaving = useMutation({
    mutationFn: () => api.send(`shift/${encodeURIComponent(seat)}`, { method: 'DELETE' }),
    ...saved,
  });
  const error = taking.error ?? leaving.error;
  const ready = name.length >= 2 && pin.length === digits;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) taking.mutate();
  };
  return (
    <Dialog title={t('shift.title')} onClose={onClose} size="md" testId="shift-dialog">
      <form onSubmit={submit}>
        <Stack gap="md">
          {sitting !== null && (
            <div className={classes.sitting} data-testid="on-shift">
              <span>
                {t('shift.since', { name: sitting.name, time: clockTime(sitting.since, zone, i18n.language) })}
              </span>
              <Button
                variant="default"
                size="compact-md"
                loading={leaving.isPending}
                onClick={() => leaving.mutate()}
                data-testid="shift-leave"
              >
                {t('shift.leave')}
              </Button>
            </div>
          )}
          {names.length > 0 && (
            <Chip.Group
              value={chosen ?? ''}
              onChange={(value) => {
                setChosen(value);
                setPin('');
              }}
            >
              <Group gap={8} role="radiogroup" aria-label={t('shift.who')}>
                {names.map((one) => (
                  <Chip key={one} value={one} data-testid="shift-name">
                    {one}
                  </Chip>
                ))}
                <Chip value="" data-testid="shift-other">
                  {t('shift.other')}
                </Chip>
              </Group>
            </Chip.Group>
          )}
          {(chosen === null || chosen === '') && (
            <TextInput
              label={t('shift.name')}
              value={written}
              maxLength={100}
              {...(names.length === 0 && { 'data-autofocus': true })}
              onChange={(event) => {
                setChosen(null);
                setWritten(event.currentTarget.value);
              }}
              data-testid="shift-written"
            />
          )}
          <div>
            <span className={classes.label} id="shift-pin">
              {t('shift.pin')}
            </span>
            <PinInput
              length={digits}
              type="number"
              mask
              value={pin}
              error={taking.isError}
              aria-labelledby="shift-pin"
              ariaLabel={t('shift.pin')}
              onChange={setPin}
              data-testid="shift-pin"
            />
            <span className={classes.hint}>{t('shift.pinHint')}</span>
          </div>
          <TextInput
            label={t('shift.from')}
            description={t('shift.fromHint')}
            type="time"
            value={time}
            onChange={(event) => setTime(event.currentTarget.value)}
            data-testid="shift-from"
          />
          {error !== null && <ProblemAlert error={error} />}
          <Button type="submit" disabled={!ready} loading={taking.isPending} data-testid="shift-take">
            {t('shift.take')}
          </Button>
        </Stack>
      </form>
    </Dialog>
  );
}
