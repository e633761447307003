import '@mantine/dates/styles.layer.css';
import { DatePickerInput, DatesProvider } from '@mantine/dates';
import 'dayjs/locale/ru';
import IconCalendar from '@tabler/icons-react/dist/esm/icons/IconCalendar.mjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateIn } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { presetPeriod, presets, type Period } from './period.ts';

interface PeriodPickerProps {
  value: Period;
  onChange(period: Period): void;
  /** The zone of the branch whose days these are: «сегодня» is its today. */
  zone: string;
  /** Days after today may be chosen too. */
  future?: boolean;
}

/** From day to day, with «сегодня», «вчера», «7 дней»… beside the calendar. */
export function PeriodPicker({ value, onChange, zone, future = false }: PeriodPickerProps) {
  const { t, i18n } = useTranslation();
  // Between the first and the second click there is no period yet.
  const [half, setHalf] = useState<string | null>(null);
  const now = serverNow();
  return (
    <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
      <DatePickerInput
        type="range"
        // The days themselves are its name.
        aria-description={t('period.label')}
        leftSection={<IconCalendar size={18} aria-hidden="true" />}
        valueFormat="D MMM YYYY"
        allowSingleDateInRange
        value={half === null ? [value.from, value.to] : [half, null]}
        onChange={([from, to]) => {
          if (from !== null && to !== null) {
            setHalf(null);
            onChange({ from, to });
          } else setHalf(from);
        }}
        presets={presets.map((preset) => {
          const { from, to } = presetPeriod(preset, zone, now);
          return { value: [from, to] satisfies [string, string], label: t(`period.${preset}`) };
        })}
        {...(!future && { maxDate: dateIn(zone, now) })}
        popoverProps={{ onClose: () => setHalf(null) }}
        data-testid="period"
      />
    </DatesProvider>
  );
}
