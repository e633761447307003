import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { momentWords } from '../words/visit-moment.ts';
import { useNow } from '../words/use-now.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { browserName } from './browser-name.ts';

interface Session {
  id: string;
  current: boolean;
  seenAt: string;
  address: string;
  agent: string;
}

export function OwnSessions() {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const now = useNow(60_000);
  const queries = useQueryClient();
  const sessions = useQuery({
    queryKey: ['own-sessions'],
    queryFn: ({ signal }) => api.get<{ items: Session[] }>('sessions', signal),
  });
  const end = useMutation({
    mutationFn: (which: string) => api.send(which, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['own-sessions'] }),
  });
  const items = sessions.data?.items ?? [];
  return (
    <Card withBorder radius="lg" data-testid="own-sessions">
      <Stack>
        <Title order={3} size="h4">
          {t('account.sessions')}
        </Title>
        {sessions.isError && <ProblemAlert error={sessions.error} onRetry={() => void sessions.refetch()} />}
        {end.isError && <ProblemAlert error={end.error} />}
        {items.map((session) => (
          <Group key={session.id} justify="space-between" wrap="nowrap" data-testid="own-session">
            <div>
              <Text>
                {browserName(session.agent)} · {session.address}
              </Text>
              <Text c="dimmed" size="sm">
                {session.current
                  ? t('account.thisOne')
                  : t('account.seen', {
                      moment: momentWords(t, session.seenAt, places.zone(null), i18n.language, now),
                    })}
              </Text>
            </div>
            {!session.current && (
              <Button variant="default" size="compact-md" onClick={() => end.mutate(`sessions/${session.id}`)}>
                {t('account.end')}
              </Button>
            )}
          </Group>
        ))}
        {items.length > 1 && (
          <Button
            variant="default"
            style={{ alignSelf: 'flex-start' }}
            loading={end.isPending}
            onClick={() => end.mutate('sessions')}
            data-testid="end-others"
          >
            {t('account.endOthers')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}
