import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NavBadge } from '../shell/nav-badge.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { Alarm } from './shapes.ts';

export function useAlarms() {
  const { i18n } = useTranslation();
  const { api } = useWorkplace();
  const language = i18n.language === 'en' ? 'en' : 'ru';
  return useQuery({
    queryKey: ['alarms', language],
    queryFn: ({ signal }) => api.get<{ items: Alarm[] }>(`alarms?language=${language}`, signal),
    refetchInterval: 60_000,
  });
}

/** How many alarms are raised. */
export function AlarmsBadge() {
  const { t } = useTranslation();
  const count = useAlarms().data?.items.length ?? 0;
  if (count === 0) return null;
  return <NavBadge count={count} label={t('pages.alarmsBadge', { count })} />;
}
