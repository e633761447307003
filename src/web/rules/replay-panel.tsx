import { Button, Stack, Table } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { clockTime, dayAndMonth } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './rules-page.module.css';
import type { Replayed } from './shapes.ts';

const DAYS = 7;

/** What the calls of the last week would have become by the text in the editor. */
export function ReplayPanel({ text }: { text: string }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const replaying = useMutation({
    mutationFn: () => api.send<Replayed>('rules/replay', { body: { text, days: DAYS } }),
  });
  const ruleName = (rule: string | null | undefined): string => rule ?? t('rules.noRule');
  const replayed = replaying.data;
  return (
    <Stack gap="sm">
      <Button onClick={() => replaying.mutate()} loading={replaying.isPending} data-testid="replay">
        {t('rules.replayIt', { count: DAYS })}
      </Button>
      {replaying.error !== null && <ProblemAlert error={replaying.error} />}
      {replayed !== undefined && (
        <>
          <p className={classes.verdict} data-testid="replayed">
            {t('rules.replayed', { calls: replayed.calls, different: replayed.different })}
          </p>
          <Table captionSide="top">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('rules.rule')}</Table.Th>
                <Table.Th>{t('rules.before')}</Table.Th>
                <Table.Th>{t('rules.now')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {replayed.byRule.map(({ rule, before, now }) => (
                <Table.Tr key={rule ?? ''}>
                  <Table.Td>{ruleName(rule)}</Table.Td>
                  <Table.Td>{before}</Table.Td>
                  <Table.Td>{now}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <ul className={classes.found} data-testid="replay-items">
            {replayed.items.map(({ call, startedAt, branch, before, now, changed }) => {
              const zone = places.zone(branch);
              return (
                <li key={call} className={classes.difference}>
                  <span className={classes.quiet}>
                    {dayAndMonth(startedAt, zone, i18n.language, serverNow())},{' '}
                    {clockTime(startedAt, zone, i18n.language)} · {places.branchName(branch) ?? '—'}
                  </span>
                  <br />
                  {changed.includes('rule')
                    ? `${ruleName(before?.rule)} → ${ruleName(now.rule)}`
                    : `${ruleName(now.rule)}: ${changed.map((key) => t(`rules.changes.${key}`, { defaultValue: key })).join(', ')}`}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Stack>
  );
}
