import { Alert, Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnce } from '../api/use-once.ts';
import type { Slot } from '../api/shapes.ts';
import { subjectOf } from '../calls/caller-subject.ts';
import type { LiveCall } from '../calls/live-calls.ts';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './requests.module.css';
import type { SiteRequest } from './shapes.ts';
import { requestOfCallKey } from './use-request-of-call.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

export interface RequestFormProps {
  call: LiveCall;
  onClose(): void;
}

/** Of each doctor. */
const shownSlots = 8;
const minuteMs = 60_000;

/** What the caller asks for: a free time or none, a name where nobody is known, words. */
export function RequestForm({ call, onClose }: RequestFormProps) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const queries = useQueryClient();
  const now = useNow(30_000);
  const { callId } = call;
  const branch = call.call.branch;
  const slots = useQuery({
    queryKey: ['slots', branch, shownSlots],
    queryFn: ({ signal }) => api.slots({ branch: branch ?? '', limit: shownSlots }, signal),
    enabled: branch !== null,
    staleTime: 60_000,
  });
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState('');
  const [comment, setComment] = useState('');
  const known = subjectOf(call.caller).is === 'person';
  const { mutate, isPending, error } = useOnce<object, SiteRequest>(
    (body, key) => api.send('requests', { body, key }),
    {
      onSuccess(made) {
        queries.setQueryData(requestOfCallKey(callId), made);
        onClose();
      },
    },
  );
  const free = (slots.data?.items ?? []).filter((slot) => Date.parse(slot.startsAt) > now);
  const slot = free.find((each) => keyOf(each) === chosen);
  // Chosen, it stands alone: without the heading of its doctor.
  const label = ({ startsAt, zone, doctor }: Slot): string =>
    [momentWords(t, startsAt, zone ?? places.zone(branch), i18n.language, now), doctor]
      .filter((word) => word !== null)
      .join(' · ');
  const doctors = [...new Set(free.map(({ doctor }) => doctor ?? ''))];

  return (
    <form
      className={classes.form}
      aria-label={t('requests.create')}
      data-testid="request-form"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ callId, ...(branch !== null && { branch }), ...wishOf(slot), name, comment });
      }}
    >
      <NativeSelect
        label={t('requests.time')}
        value={slot === undefined ? '' : chosen}
        autoFocus
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[
          { value: '', label: t(free.length === 0 ? 'requests.noSlots' : 'requests.anyTime') },
          ...doctors.map((doctor) => ({
            group: doctor === '' ? t('requests.anyDoctor') : doctor,
            items: free
              .filter((each) => (each.doctor ?? '') === doctor)
              .map((each) => ({ value: keyOf(each), label: label(each) })),
          })),
        ]}
        data-testid="request-slot"
      />
      {!known && (
        <TextInput
          label={t('requests.name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="request-name"
        />
      )}
      <Textarea
        label={t('requests.comment')}
        value={comment}
        maxLength={4000}
        autosize
        minRows={1}
        maxRows={4}
        onChange={(event) => setComment(event.currentTarget.value)}
        data-testid="request-comment"
      />
      {error !== null && (
        <Alert color="red" role="alert" p="xs" className={classes.whole} data-testid="request-failed">
          {t('requests.failed')}
        </Alert>
      )}
      <div className={classes.buttons}>
        <Button type="submit" size="compact-md" loading={isPending} data-testid="request-send">
          {t('requests.create')}
        </Button>
        <Button variant="default" size="compact-md" onClick={onClose} disabled={isPending}>
          {t('requests.cancel')}
        </Button>
      </div>
    </form>
  );
}

function keyOf({ doctor, doctorId, startsAt }: Slot): string {
  return `${startsAt} ${doctorId ?? doctor ?? ''}`;
}

function wishOf(slot: Slot | undefined): object {
  if (slot === undefined) return {};
  const { doctor, doctorId, startsAt, minutes } = slot;
  return {
    ...{ doctor, doctorId, planStart: startsAt },
    planEnd: new Date(Date.parse(startsAt) + minutes * minuteMs).toISOString(),
  };
}
