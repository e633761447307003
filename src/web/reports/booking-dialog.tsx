import { Button, Drawer, Radio, Skeleton, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { CallLine } from './call-line.tsx';
import classes from './reports.module.css';
import type { Booking, CountedCall } from './shapes.ts';

const RECOUNTED_MS = 2500;
const asCounted = 'as-counted';
const without = 'without';

/** Which call brought a visit: one of the person's and the family's last calls, none, or as it is counted. */
export function BookingDialog({ booking, onClose }: { booking: Booking; onClose(): void }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const address = `reports/bookings/${encodeURIComponent(booking.visitId)}`;
  const [chosen, setChosen] = useState(booking.why === 'said' ? (booking.callId ?? without) : asCounted);
  const calls = useQuery({
    queryKey: ['reports', `${address}/calls`],
    queryFn: ({ signal }) => api.get<{ items: CountedCall[] }>(`${address}/calls`, signal),
  });
  const saying = useMutation({
    mutationFn: () =>
      api.send(address, {
        method: 'PUT',
        body: chosen === asCounted ? {} : { callId: chosen === without ? null : chosen },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['reports'] });
      // What was said shows at once, what is counted from it a moment later.
      setTimeout(() => void queries.invalidateQueries({ queryKey: ['reports'] }), RECOUNTED_MS);
      onClose();
    },
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(680px, 100%)"
      title={t('reports.bookings.which', { name: booking.name ?? t('reports.visits.noName') })}
      closeButtonProps={{ 'aria-label': t('page.close') }}
      data-testid="booking-dialog"
    >
      <Stack gap="md">
        <Radio.Group
          aria-label={t('reports.bookings.which', { name: booking.name ?? '' })}
          value={chosen}
          onChange={setChosen}
        >
          <Stack gap="sm">
            <Radio
              value={asCounted}
              label={t('reports.bookings.asCounted')}
              description={booking.why === 'said' ? undefined : t(`reports.bookings.why.${booking.why}`)}
            />
            <Radio value={without} label={t('reports.bookings.why.without-call')} />
            {calls.data?.items.map((call) => (
              <Radio key={call.id} value={call.id} label={<CallLine call={call} />} data-testid="booking-call" />
            ))}
          </Stack>
        </Radio.Group>
        {calls.isPending && <Skeleton height={56} />}
        {calls.data?.items.length === 0 && <p className={classes.quiet}>{t('reports.bookings.noCalls')}</p>}
        {calls.isError && <ProblemAlert error={calls.error} onRetry={() => void calls.refetch()} />}
        {saying.isError && <ProblemAlert error={saying.error} />}
        <p className={classes.quiet}>{t('reports.bookings.soon')}</p>
        <Button loading={saying.isPending} onClick={() => saying.mutate()} data-testid="booking-save">
          {t('reports.spend.save')}
        </Button>
      </Stack>
    </Drawer>
  );
}
