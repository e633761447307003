import { Button, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './rules-page.module.css';
import type { Version, VersionView } from './shapes.ts';

interface VersionsPanelProps {
  /** Null: nothing was ever saved. */
  newest: number | null;
  mayWrite: boolean;
}

/** What was saved, by whom, what it changed, and one click back. */
export function VersionsPanel({ newest, mayWrite }: VersionsPanelProps) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const [open, setOpen] = useState<number | null>(null);
  const versions = useQuery({
    queryKey: ['rules', 'versions'],
    queryFn: ({ signal }) => api.get<{ items: Version[] }>('rules/versions', signal),
  });
  const restoring = useMutation({
    mutationFn: (id: number) =>
      api.send(`rules/versions/${id}/restore`, { body: { note: t('rules.restoredNote', { id }), base: newest } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  if (versions.error !== null) return <ProblemAlert error={versions.error} onRetry={() => void versions.refetch()} />;
  const items = versions.data?.items ?? [];
  return (
    <Stack gap="xs">
      {items.length === 0 && !versions.isPending && <div className={classes.quiet}>{t('rules.noVersions')}</div>}
      {restoring.error !== null && <ProblemAlert error={restoring.error} />}
      {items.map((version) => (
        <article key={version.id} className={classes.version} data-testid="rules-version">
          <div className={classes.versionHead}>
            <VersionName version={version} />
            <Button
              size="compact-sm"
              variant="subtle"
              aria-expanded={open === version.id}
              onClick={() => setOpen(open === version.id ? null : version.id)}
              data-testid="version-diff"
            >
              {t('rules.diff')}
            </Button>
            {mayWrite && version.id !== newest && (
              <Button
                size="compact-sm"
                variant="default"
                loading={restoring.isPending && restoring.variables === version.id}
                onClick={() => restoring.mutate(version.id)}
                data-testid="version-restore"
              >
                {t('rules.restore')}
              </Button>
            )}
          </div>
          {open === version.id && <Diff id={version.id} />}
        </article>
      ))}
    </Stack>
  );
}

function VersionName({ version: { id, at, who, note, ofFile } }: { version: Version }) {
  const { t, i18n } = useTranslation();
  return (
    <div className={classes.versionName}>
      <b>{t('rules.version', { id })}</b>{' '}
      <span className={classes.quiet}>
        {new Date(at).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })} · {who}
      </span>
      {(note !== '' || ofFile) && <div>{[ofFile ? t('rules.fileAgain') : '', note].filter(Boolean).join(' · ')}</div>}
    </div>
  );
}

const signs = { same: ' ', added: '+', removed: '−' } as const;

function Diff({ id }: { id: number }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const view = useQuery({
    queryKey: ['rules', 'versions', id],
    queryFn: ({ signal }) => api.get<VersionView>(`rules/versions/${id}`, signal),
  });
  if (view.error !== null) return <ProblemAlert error={view.error} onRetry={() => void view.refetch()} />;
  if (view.data === undefined) return null;
  const { against, diff } = view.data;
  return (
    <>
      <div className={classes.quiet}>
        {against === 'file' ? t('rules.againstFile') : t('rules.against', { id: against })}
      </div>
      <pre className={classes.trace} data-testid="diff">
        {diff.map(({ change, text }, index) => (
          <span key={index} className={classes.diffLine} data-change={change}>
            {`${signs[change]} ${text}\n`}
          </span>
        ))}
      </pre>
    </>
  );
}
