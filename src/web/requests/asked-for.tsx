import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/shapes.ts';
import { Veiled } from '../calls/veiled.tsx';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './requests.module.css';
import type { SiteRequest } from './shapes.ts';

/** What was asked for, under the task that stands for it: whose it is, when, in which words; and what a person says of it. */
export function AskedFor({ task }: { task: string }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const requests = useQuery({
    queryKey: ['requests', 'of-task', task],
    queryFn: ({ signal }) =>
      api.get<Page<SiteRequest>>(`requests?state=active&task=${encodeURIComponent(task)}`, signal),
  });
  if (requests.error !== null) return <Alert color="red">{t('requests.notRead')}</Alert>;
  return (requests.data?.items ?? []).map((request) => <OneRequest key={request.id} request={request} />);
}

/** One of them, wherever it is shown. */
export function OneRequest({ request }: { request: SiteRequest }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const now = useNow(60_000);
  const moment = (at: string): string => momentWords(t, at, request.zone, i18n.language, now);
  const change = useMutation({
    mutationFn: (body: object) => api.send(`requests/${request.id}`, { method: 'PUT', body }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['requests'] });
      void queries.invalidateQueries({ queryKey: ['tasks'] });
      void queries.invalidateQueries({ queryKey: ['history'] });
    },
  });
  const wanted = [request.planStart === null ? null : moment(request.planStart), request.doctor];
  return (
    <section className={classes.asked} aria-label={t('requests.one')} data-testid="asked-for">
      <p className={classes.made}>
        <strong>{t(request.source === 'site' ? 'requests.ofSite' : 'requests.ofSeat')}</strong>
        <span>{[moment(request.askedAt), request.form].filter((word) => word !== null).join(' · ')}</span>
      </p>
      {wanted.some((word) => word !== null) && (
        <p>
          {t('requests.wants')}: {wanted.filter((word) => word !== null).join(' · ')}
        </p>
      )}
      {request.comment !== null && <p className={classes.comment}>{request.comment}</p>}
      {request.email !== null && (
        <p>
          <Veiled>{request.email}</Veiled>
        </p>
      )}
      {request.page !== null && <p className={classes.page}>{request.page}</p>}
      {request.phone === null && (
        <WrittenNumber
          written={request.phoneWritten}
          saving={change.isPending}
          onSave={(phone) => change.mutate({ phone })}
        />
      )}
      {request.candidates.length > 0 && (
        <div className={classes.buttons} data-testid="asked-whose">
          <span>{t('requests.whose')}</span>
          {request.candidates.map(({ id, name }) => (
            <Button
              key={id}
              variant="default"
              size="compact-sm"
              disabled={change.isPending}
              onClick={() => change.mutate({ personId: id })}
            >
              <Veiled inControl>{name}</Veiled>
            </Button>
          ))}
        </div>
      )}
      {request.person !== null && (
        <p>
          <Veiled>{request.person.name}</Veiled>
        </p>
      )}
      {change.error !== null && (
        <Alert color="red" role="alert" p="xs">
          {t('requests.notSaved')}
        </Alert>
      )}
      <div className={classes.buttons}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          disabled={change.isPending}
          onClick={() => change.mutate({ state: 'withdrawn' })}
          data-testid="asked-withdraw"
        >
          {t('requests.withdraw')}
        </Button>
      </div>
    </section>
  );
}

/** What cannot be read as a number stands there as it was written, to be put right. */
function WrittenNumber(props: { written: string | null; saving: boolean; onSave(phone: string): void }) {
  const { t } = useTranslation();
  const [phone, setPhone] = useState(props.written ?? '');
  return (
    <form
      className={classes.number}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave(phone);
      }}
    >
      <TextInput
        label={t('requests.unreadable')}
        value={phone}
        maxLength={120}
        onChange={(event) => setPhone(event.currentTarget.value)}
        data-testid="asked-number"
      />
      <Button type="submit" variant="default" size="compact-md" loading={props.saving}>
        {t('requests.saveNumber')}
      </Button>
    </form>
  );
}
