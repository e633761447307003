import { useTranslation } from 'react-i18next';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces } from '../workplace/workplace-context.ts';

/** «сегодня в 12:41» of instants in the zone of the first branch. */
export function useMoments(): { moment(instant: string): string; age(seconds: number): string } {
  const { t, i18n } = useTranslation();
  const zone = usePlaces().zone(null);
  const now = useNow(30_000);
  return {
    moment: (instant) => momentWords(t, instant, zone, i18n.language, now),
    age(seconds) {
      if (seconds < 60) return t('cockpit.age.now');
      if (seconds < 2 * 3600) return t('cockpit.age.minutes', { count: Math.round(seconds / 60) });
      if (seconds < 48 * 3600) return t('cockpit.age.hours', { count: Math.round(seconds / 3600) });
      return t('cockpit.age.days', { count: Math.round(seconds / 86_400) });
    },
  };
}
