import { Alert, Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnce } from '../api/use-once.ts';
import { Dialog } from '../page/dialog.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { dateIn } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { DoctorField } from './doctor-field.tsx';
import { instantIn } from './instant-in.ts';
import classes from './tasks.module.css';

/** A time that turned free, as a person tells it: whoever it fits is asked. */
export function FreedDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const queries = useQueryClient();
  const [branch, setBranch] = useState(me?.branches[0]?.id ?? '');
  const zone = places.zone(branch);
  const [doctor, setDoctor] = useState('');
  const [day, setDay] = useState(() => dateIn(zone, serverNow()));
  const [time, setTime] = useState('');
  const [minutes, setMinutes] = useState('30');
  const telling = useOnce(
    (body: object, key) => api.send<{ slotId: string | null }>('waiting-list/slots', { body, key }),
    { onSettled: () => void queries.invalidateQueries({ queryKey: ['waiting-list'] }) },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    telling.mutate({ branch, doctor, startsAt: instantIn(day, time, zone), minutes: Number(minutes) });
  };
  return (
    <Dialog title={t('tasks.wish.freed')} onClose={onClose} size="md" testId="freed-dialog">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {(me?.branches.length ?? 0) > 1 && (
            <NativeSelect
              label={t('tasks.wish.branch')}
              value={branch}
              onChange={(event) => setBranch(event.currentTarget.value)}
              data={(me?.branches ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <DoctorField branch={branch} value={doctor} onChange={setDoctor} required />
          <div className={classes.pair}>
            <TextInput
              label={t('tasks.wish.day')}
              type="date"
              required
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
              data-testid="freed-day"
            />
            <TextInput
              label={t('tasks.wish.time')}
              type="time"
              required
              value={time}
              onChange={(event) => setTime(event.currentTarget.value)}
              data-testid="freed-time"
            />
          </div>
          <TextInput
            label={t('tasks.wish.duration')}
            type="number"
            required
            min={5}
            max={720}
            value={minutes}
            onChange={(event) => setMinutes(event.currentTarget.value)}
          />
          {telling.error !== null && <ProblemAlert error={telling.error} />}
          {telling.data !== undefined && (
            <Alert color={telling.data.slotId === null ? 'yellow' : 'green'} role="status" data-testid="freed-told">
              {t(telling.data.slotId === null ? 'tasks.wish.freedOld' : 'tasks.wish.freedDone')}
            </Alert>
          )}
          <Button
            type="submit"
            disabled={doctor.trim() === '' || branch === ''}
            loading={telling.isPending}
            data-testid="freed-submit"
          >
            {t('tasks.wish.offerThem')}
          </Button>
        </Stack>
      </form>
    </Dialog>
  );
}
