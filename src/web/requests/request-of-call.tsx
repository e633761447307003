import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveCall } from '../calls/live-calls.ts';
import { Veiled } from '../calls/veiled.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { FormOfCall } from './form-of-call.ts';
import classes from './requests.module.css';
import type { SiteRequest } from './shapes.ts';
import { useRequestOfCall } from './use-request-of-call.ts';

/** A card stays so long with a form on it. */
const holdMs = 15 * 60_000;

/** «Создать заявку», where the MIS of the branch takes them and is not open at this workplace. One for a call. */
export function RequestOfCall({ call }: { call: LiveCall }) {
  const { t } = useTranslation();
  const { feed, me } = useWorkplace();
  const { callId } = call;
  const system = me?.reception?.requestsIn ?? null;
  const made = useRequestOfCall(callId, system !== null);
  const [asking, setAsking] = useState<boolean | null>(null);
  if (system === null) return null;
  if (made.isError && made.data === undefined)
    return (
      <section className={classes.part} data-testid="request">
        <ProblemAlert error={made.error} onRetry={() => void made.refetch()} />
      </section>
    );
  if (made.data === undefined) return null;
  const ask = (open: boolean): void => {
    feed.hold(callId, open ? holdMs : null);
    setAsking(open);
  };
  return (
    <section className={classes.part} data-testid="request">
      <div role="status">{made.data !== null && <Made request={made.data} system={system} />}</div>
      {made.data === null && asking !== true && (
        <Button
          variant="default"
          size="compact-md"
          autoFocus={asking === false}
          onClick={() => ask(true)}
          data-testid="request-open"
        >
          {t('requests.create')}
        </Button>
      )}
      {made.data === null && asking === true && (
        <Suspense fallback={null}>
          <FormOfCall call={call} onClose={() => ask(false)} />
        </Suspense>
      )}
    </section>
  );
}

function Made({ request, system }: { request: SiteRequest; system: string }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const now = useNow(60_000);
  const zone = request.zone === '' ? places.zone(null) : request.zone;
  const moment = (at: string): string => momentWords(t, at, zone, i18n.language, now);
  return (
    <p className={classes.made} data-testid="request-made">
      <strong>{t('requests.made', { system })}</strong>
      {request.planStart !== null && <span>{moment(request.planStart)}</span>}
      {request.doctor !== null && (
        <span>
          <Veiled>{request.doctor}</Veiled>
        </span>
      )}
      {request.comment !== null && <span className={classes.comment}>{request.comment}</span>}
    </p>
  );
}
