import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { CallRow } from '../api/shapes.ts';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { CallDetails } from '../today/call-details.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './reports.module.css';

/** One call of a list; opened it shows who called, why it counts as what it does, and its recording. */
export function OpenedCall({ callId, children }: { callId: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.call} data-testid="listed-call">
      <button
        type="button"
        className={classes.callHead}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="open-call"
      >
        <span aria-hidden="true">{open ? '▾' : '▸'}</span>
        <span className={classes.callWords}>{children}</span>
      </button>
      {open && <Details callId={callId} />}
    </div>
  );
}

function Details({ callId }: { callId: string }) {
  const { api } = useWorkplace();
  const call = useQuery({
    queryKey: ['calls', 'one', callId],
    queryFn: ({ signal }) => api.get<CallRow>(`calls/${encodeURIComponent(callId)}`, signal),
  });
  if (call.data !== undefined) return <CallDetails row={call.data} />;
  return call.isPending ? (
    <Skeleton height={64} />
  ) : (
    <ProblemAlert error={call.error} onRetry={() => void call.refetch()} />
  );
}
