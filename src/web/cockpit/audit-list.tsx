import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../page/use-address.ts';
import { type DataColumn, DataTable } from '../page/data-table.tsx';
import { startOfDay } from '../words/calendar.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import { Loaded } from './loaded.tsx';
import type { AuditEntry } from './shapes.ts';
import { useList } from './use-list.ts';
import { useMoments } from './use-moments.ts';

/** How the codes of one subject begin. */
const subjects = [
  ...['user', 'rules', 'call', 'recording', 'correction', 'message', 'task'],
  ...['deliver', 'quarantine', 'integration', 'binding', 'person', 'import', 'configuration'],
] as const;
const DAY_MS = 86_400_000;

/** The journal: who did what, newest first. */
export function AuditList() {
  const { t } = useTranslation();
  const zone = usePlaces().zone(null);
  const { moment } = useMoments();
  const { params, set } = useAddress();
  const [who, setWho] = useState(params.get('who') ?? '');
  const [asked] = useDebouncedValue(who.trim(), 300);
  const what = params.get('what') ?? '';
  const day = params.get('day') ?? '';
  const from = day === '' ? '' : startOfDay(day, zone);
  const list = useList<AuditEntry>('audit', {
    ...{ who: asked, what, from },
    to: from === '' ? '' : startOfDay(new Date(Date.parse(`${day}T00:00Z`) + DAY_MS).toISOString().slice(0, 10), zone),
  });
  const filter = (name: string, value: string): void => set({ [name]: value });
  const columns = useMemo(() => auditColumns(t, moment), [t, moment]);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={classes.column}>
      <Group gap="xs">
        <TextInput
          aria-label={t('cockpit.who')}
          placeholder={t('cockpit.who')}
          value={who}
          onChange={(event) => {
            setWho(event.currentTarget.value);
            filter('who', event.currentTarget.value.trim());
          }}
          data-testid="audit-who"
        />
        <NativeSelect
          aria-label={t('cockpit.what')}
          value={what}
          onChange={(event) => filter('what', event.currentTarget.value)}
          data={[
            { value: '', label: t('cockpit.allActions') },
            ...subjects.map((subject) => ({
              value: subject,
              label: t(`cockpit.subjects.${subject}`),
            })),
          ]}
          data-testid="audit-what"
        />
        <TextInput
          type="date"
          aria-label={t('cockpit.day')}
          value={day}
          onChange={(event) => filter('day', event.currentTarget.value)}
          data-testid="audit-day"
        />
      </Group>
      <Loaded query={list} empty={() => (items.length === 0 ? t('cockpit.noAudit') : null)}>
        {() => (
          <div className={classes.table}>
            <DataTable
              label={t('cockpit.part.audit')}
              columns={columns}
              rows={items}
              rowId={(entry) => entry.id}
              onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
              loadingMore={list.isFetchingNextPage}
            />
          </div>
        )}
      </Loaded>
    </div>
  );
}

function auditColumns(t: TFunction, moment: (instant: string) => string): DataColumn<AuditEntry>[] {
  return [
    { id: 'at', header: t('cockpit.when'), cell: ({ at }) => moment(at) },
    { id: 'who', header: t('cockpit.who'), cell: ({ who }) => who },
    {
      id: 'what',
      header: t('cockpit.what'),
      cell: ({ what }) => t(`cockpit.acts.${what.replace('.', '-')}`, { defaultValue: what }),
    },
    { id: 'subject', header: t('cockpit.subject'), wide: true, cell: ({ subject }) => subject },
    {
      id: 'detail',
      header: t('cockpit.detail'),
      wide: true,
      cell: ({ detail }) => (detail === null ? '' : detailWords(detail)),
    },
  ];
}

function detailWords(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return String(detail);
  return Object.entries(detail)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
