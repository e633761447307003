import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../page/page-frame.tsx';
import { serverNow } from '../words/server-clock.ts';
import { momentWords } from '../words/visit-moment.ts';
import { BookingDialog } from './booking-dialog.tsx';
import { CallLine } from './call-line.tsx';
import { countWords } from './figure-words.ts';
import { OpenedCall } from './opened-call.tsx';
import { PagedList } from './paged-list.tsx';
import { askedOf, useReportFilter } from './report-filter.ts';
import { ReportFilters } from './report-filters.tsx';
import classes from './reports.module.css';
import { bookingReasons, type Booking, type BookingPage } from './shapes.ts';
import { usePages } from './use-pages.ts';
import { useReport } from './use-report.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

/** Every visit that was added and the call that brought it, with the reason; a person may say another. */
export function Page() {
  const { t, i18n } = useTranslation();
  const filter = useReportFilter('week');
  const [correcting, setCorrecting] = useState<Booking | null>(null);
  const why = bookingReasons.find((one) => one === filter.told('why')) ?? null;
  const asked = askedOf(filter, { why });
  const report = useReport<BookingPage>('reports/bookings', { ...askedOf(filter), limit: '1' }, filter);
  const pages = usePages('reports/bookings', asked, isCountedAnew);
  const counts = report.data?.counts ?? {};
  const all = Object.values(counts).reduce((sum, visits) => sum + visits, 0);
  return (
    <PageFrame
      title={t('reports.bookings.title')}
      query={report.frame}
      isEmpty={report.data !== undefined && all === 0}
      empty={t('reports.bookings.empty')}
      filters={
        <>
          <ReportFilters filter={filter} />
          <NativeSelect
            aria-label={t('reports.bookings.filter')}
            value={why ?? ''}
            onChange={({ currentTarget: { value } }) => filter.set({ why: value === '' ? null : value })}
            data={[
              { value: '', label: `${t('reports.bookings.all')}: ${countWords(all, i18n.language)}` },
              ...bookingReasons
                .filter((one) => one === why || (counts[one] ?? 0) > 0)
                .map((value) => ({
                  value,
                  label: `${t(`reports.bookings.why.${value}`)}: ${countWords(counts[value] ?? 0, i18n.language)}`,
                })),
            ]}
            data-testid="booking-why"
          />
        </>
      }
    >
      <div className={classes.report}>
        <p className={classes.lead}>{t('reports.bookings.lead')}</p>
        <PagedList pages={pages}>
          {(bookings) =>
            bookings.map((booking) => (
              <BookingRow key={booking.visitId} booking={booking} onCorrect={() => setCorrecting(booking)} />
            ))
          }
        </PagedList>
      </div>
      {correcting !== null && <BookingDialog booking={correcting} onClose={() => setCorrecting(null)} />}
    </PageFrame>
  );
}

/** A person's answer was taken back and what follows from the calls is not counted yet. */
function isCountedAnew({ why, saidBy }: Booking): boolean {
  return why === 'said' && saidBy === null;
}

function BookingRow({ booking, onCorrect }: { booking: Booking; onCorrect(): void }) {
  const { t, i18n } = useTranslation();
  const moment = (at: string): string => momentWords(t, at, booking.zone, i18n.language, serverNow());
  return (
    <li className={classes.row} data-testid="booking" data-visit={booking.visitId} data-why={booking.why}>
      <div className={classes.rowHead}>
        <b>{booking.name ?? t('reports.visits.noName')}</b>
        <span>
          {[booking.doctor, t('reports.visit', { moment: moment(booking.startsAt) })].filter(Boolean).join(', ')}
        </span>
        <span className={classes.quiet}>{t('reports.bookings.added', { moment: moment(booking.addedAt) })}</span>
      </div>
      <p className={classes.bookingWhy} data-strength={booking.strength ?? undefined}>
        {t(isCountedAnew(booking) ? 'reports.bookings.counting' : `reports.bookings.why.${booking.why}`)}
        {booking.strength === 'weak' && ` · ${t('reports.basis.presumed')}`}
        {booking.saidBy !== null &&
          booking.saidAt !== null &&
          ` · ${t('reports.bookings.saidBy', { who: booking.saidBy, moment: moment(booking.saidAt) })}`}
        <Button size="compact-sm" variant="subtle" onClick={onCorrect} data-testid="correct-booking">
          {t('reports.bookings.correct')}
        </Button>
      </p>
      {booking.call !== null && (
        <OpenedCall callId={booking.call.id}>
          <CallLine call={booking.call} />
        </OpenedCall>
      )}
    </li>
  );
}
