import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createApi } from '../api/api.ts';
import type { Me } from '../api/shapes.ts';
import { EntryCard } from './entry-card.tsx';

/** Whose calls this screen shows: asked after signing in, and again by the menu. */
export function ChooseSeat({ me, onChosen }: { me: Me; onChosen(seat: string | null): void }) {
  const { t } = useTranslation();
  const [seat, setSeat] = useState(me.seat ?? me.user?.usualSeat ?? '');
  const several = me.branches.length > 1;
  const nameOf = (branch: string): string => me.branches.find(({ id }) => id === branch)?.name ?? branch;

  async function submit(): Promise<void> {
    const wanted = seat === '' ? null : seat;
    await createApi(null).send('me/seat', { method: 'PUT', body: { seat: wanted } });
    onChosen(wanted);
  }

  return (
    <EntryCard
      title={t('signIn.seatTitle', { name: me.label })}
      submit={t('signIn.seatSubmit')}
      onSubmit={submit}
      testId="choose-seat"
    >
      <Radio.Group label={t('signIn.seat')} description={t('signIn.seatHint')} value={seat} onChange={setSeat}>
        <Stack gap="xs" mt="sm">
          {(me.seats ?? []).map(({ id, name, branch }) => (
            <Radio
              key={id}
              value={id}
              label={several ? `${name} · ${nameOf(branch)}` : name}
              data-testid={`seat-${id}`}
            />
          ))}
          <Radio value="" label={t('signIn.noSeat')} data-testid="seat-none" />
        </Stack>
      </Radio.Group>
    </EntryCard>
  );
}
