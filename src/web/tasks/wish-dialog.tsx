import { Button, Checkbox, Chip, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnce } from '../api/use-once.ts';
import { Dialog } from '../page/dialog.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { dateIn } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { DoctorField } from './doctor-field.tsx';
import { PersonField } from './person-field.tsx';
import type { Wish } from './shapes.ts';
import classes from './tasks.module.css';
import { wishBody, wishForm, type WishOf } from './wish-form.ts';

interface WishDialogProps {
  /** Null: somebody new. */
  wish: Wish | null;
  /** Somebody new: who calls. */
  of?: WishOf;
  onClose(): void;
}

/** Who waits, for whom, when it suits, until when. */
export function WishDialog({ wish, of, onClose }: WishDialogProps) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const places = usePlaces();
  const queries = useQueryClient();
  const [form, setForm] = useState(() =>
    wishForm(wish, of?.branch ?? (me?.branches.length === 1 ? (me.branches[0]?.id ?? '') : ''), of),
  );
  const [known, setKnown] = useState(wish === null ? of === undefined || of.person !== null : wish.person !== null);
  const change = (part: Partial<typeof form>): void => setForm((before) => ({ ...before, ...part }));
  const save = useOnce(
    (body: ReturnType<typeof wishBody>, key) =>
      wish === null
        ? api.send('waiting-list', { body, key })
        : api.send(`waiting-list/${wish.id}`, { method: 'PUT', body }),
    {
      onSuccess: () => {
        void queries.invalidateQueries({ queryKey: ['waiting-list'] });
        onClose();
      },
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(wishBody(form, known, of?.visit));
  };
  const said = known ? form.person !== null || wish?.person != null : form.phone.trim() !== '';
  return (
    <Dialog title={t('pages.waiting')} onClose={onClose} testId="wish-dialog">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {known ? (
            <PersonField value={form.person} onChange={(person) => change({ person })} />
          ) : (
            <div className={classes.pair}>
              <TextInput
                label={t('tasks.wish.name')}
                value={form.name}
                maxLength={200}
                onChange={(event) => change({ name: event.currentTarget.value })}
                data-testid="wish-name"
              />
              <TextInput
                label={t('tasks.wish.phone')}
                type="tel"
                required
                value={form.phone}
                onChange={(event) => change({ phone: event.currentTarget.value })}
                data-testid="wish-phone"
              />
            </div>
          )}
          {wish === null && (
            <Group>
              <Button variant="subtle" size="compact-sm" onClick={() => setKnown(!known)} data-testid="wish-by-hand">
                {t(known ? 'tasks.wish.byHand' : 'tasks.wish.fromDirectory')}
              </Button>
            </Group>
          )}
          {of?.visit != null && (
            <Checkbox
              label={t('tasks.wish.earlier', {
                moment: momentWords(t, of.visit.startsAt, places.zone(form.branch || null), i18n.language, serverNow()),
              })}
              checked={form.earlier}
              onChange={(event) => change({ earlier: event.currentTarget.checked })}
              data-testid="wish-earlier"
            />
          )}
          <div className={classes.pair}>
            <DoctorField
              branch={form.branch}
              value={form.doctor}
              first={of?.person != null}
              onChange={(doctor) => change({ doctor })}
            />
            <TextInput
              label={t('tasks.wish.specialty')}
              description={t('tasks.wish.specialtyHint')}
              value={form.specialty}
              maxLength={200}
              onChange={(event) => change({ specialty: event.currentTarget.value })}
            />
          </div>
          <Chip.Group multiple value={form.weekdays} onChange={(weekdays) => change({ weekdays })}>
            <Group gap={6} role="group" aria-label={t('tasks.wish.weekdays')}>
              {['1', '2', '3', '4', '5', '6', '7'].map((day) => (
                <Chip key={day} value={day} size="sm" data-testid={`weekday-${day}`}>
                  {t(`tasks.wish.dayNames.${day}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <div className={classes.pair}>
            <TextInput
              label={t('tasks.wish.from')}
              type="time"
              value={form.from}
              onChange={(event) => change({ from: event.currentTarget.value })}
              data-testid="wish-from"
            />
            <TextInput
              label={t('tasks.wish.to')}
              type="time"
              value={form.to}
              onChange={(event) => change({ to: event.currentTarget.value })}
              data-testid="wish-to"
            />
            <TextInput
              label={t('tasks.wish.until')}
              type="date"
              min={dateIn(places.zone(form.branch || null), serverNow())}
              value={form.until}
              onChange={(event) => change({ until: event.currentTarget.value })}
              data-testid="wish-until"
            />
            <TextInput
              label={t('tasks.wish.length')}
              type="number"
              min={5}
              max={720}
              value={form.minutes}
              onChange={(event) => change({ minutes: event.currentTarget.value })}
            />
          </div>
          {(me?.branches.length ?? 0) > 1 && (
            <NativeSelect
              label={t('tasks.wish.branch')}
              value={form.branch}
              onChange={(event) => change({ branch: event.currentTarget.value })}
              data={[
                { value: '', label: t('tasks.wish.anyBranch') },
                ...(me?.branches ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          <Textarea
            label={t('tasks.wish.note')}
            value={form.note}
            maxLength={2000}
            autosize
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
          <Checkbox
            label={t('tasks.wish.urgent')}
            checked={form.urgent}
            onChange={(event) => change({ urgent: event.currentTarget.checked })}
          />
          {save.error !== null && <ProblemAlert error={save.error} />}
          <Button type="submit" disabled={!said} loading={save.isPending} data-testid="wish-save">
            {t('tasks.wish.save')}
          </Button>
        </Stack>
      </form>
    </Dialog>
  );
}
