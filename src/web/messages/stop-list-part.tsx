import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../page/data-table.tsx';
import { Dialog } from '../page/dialog.tsx';
import { PageFrame } from '../page/page-frame.tsx';
import { Phone } from '../page/phone.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './messages.module.css';
import type { Stop } from './shapes.ts';
import { stopColumns } from './stop-columns.tsx';

const none: Stop[] = [];

/** Numbers that get nothing, or no advertising, whatever was agreed to. */
export function StopListPart({ tabs }: { tabs: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const queries = useQueryClient();
  const now = useNow(60_000);
  const [open, setOpen] = useState<Stop | null>(null);
  const [phone, setPhone] = useState('');
  const [scope, setScope] = useState<string>('advertising');
  const [source, setSource] = useState('');
  const list = useQuery({
    queryKey: ['stop-list'],
    queryFn: ({ signal }) => api.get<{ items: Stop[] }>('messages/stop-list', signal),
  });
  const adding = useMutation({
    mutationFn: () =>
      api.send(`messages/stop-list/${encodeURIComponent(phone.trim())}`, {
        method: 'PUT',
        body: { scope, ...(source.trim() !== '' && { source }) },
      }),
    onSuccess: () => {
      setPhone('');
      setSource('');
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['stop-list'] }),
  });
  const zone = places.zone(null);
  const columns = useMemo(
    () => stopColumns(t, (instant) => momentWords(t, instant, zone, i18n.language, now)),
    [t, i18n.language, zone, now],
  );
  const rows = list.data?.items ?? none;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <>
      <PageFrame title={t('pages.messages')} note={tabs} query={list} fill>
        <div className={classes.stack}>
          <form className={classes.form} onSubmit={submit}>
            <TextInput
              className={classes.grow ?? ''}
              label={t('messages.phone')}
              type="tel"
              required
              value={phone}
              onChange={(event) => setPhone(event.currentTarget.value)}
              data-testid="stop-phone"
            />
            <NativeSelect
              className={classes.grow ?? ''}
              label={t('messages.scope')}
              value={scope}
              onChange={(event) => setScope(event.currentTarget.value)}
              data={(['advertising', 'all'] as const).map((one) => ({
                value: one,
                label: t(`messages.scopes.${one}`),
              }))}
              data-testid="stop-scope"
            />
            <TextInput
              className={classes.grow ?? ''}
              label={t('messages.source')}
              placeholder={t('messages.sourceHint')}
              value={source}
              maxLength={1000}
              onChange={(event) => setSource(event.currentTarget.value)}
            />
            <Button type="submit" loading={adding.isPending} data-testid="stop-add">
              {t('messages.stopIt')}
            </Button>
          </form>
          {adding.error !== null && <ProblemAlert error={adding.error} />}
          {rows.length === 0 ? (
            <p className={classes.quiet}>{t('messages.noStops')}</p>
          ) : (
            <DataTable
              label={t('messages.parts.stop-list')}
              columns={columns}
              rows={rows}
              rowId={(row) => row.phone}
              onOpen={setOpen}
            />
          )}
        </div>
      </PageFrame>
      {open !== null && <StopDialog stop={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function StopDialog({ stop, onClose }: { stop: Stop; onClose(): void }) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const removing = useMutation({
    mutationFn: () => api.send(`messages/stop-list/${encodeURIComponent(stop.phone)}`, { method: 'DELETE' }),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['stop-list'] }),
  });
  const may = me?.role === 'senior' || me?.role === 'manager';
  return (
    <Dialog title={t('messages.parts.stop-list')} onClose={onClose} size="md" testId="stop-dialog">
      <div className={classes.stack}>
        <Phone number={stop.phone} />
        <span>{[t(`messages.scopes.${stop.scope}`), stop.source, stop.who].join(' · ')}</span>
        {may ? (
          <Button
            color={sure ? 'red' : 'gray'}
            variant={sure ? 'filled' : 'default'}
            loading={removing.isPending}
            onClick={() => (sure ? removing.mutate() : setSure(true))}
            data-testid="stop-remove"
          >
            {t(sure ? 'messages.unstopSure' : 'messages.unstop')}
          </Button>
        ) : (
          <span className={classes.quiet}>{t('messages.unstopLeads')}</span>
        )}
        {removing.error !== null && <ProblemAlert error={removing.error} />}
      </div>
    </Dialog>
  );
}
