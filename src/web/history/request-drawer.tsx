import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CallBack } from '../calls/call-back.tsx';
import { Veiled } from '../calls/veiled.tsx';
import { PhoneNumber } from '../calls/phone-number.tsx';
import { seesWholeNumbers } from '../../contracts/role.ts';
import { Phone } from '../page/phone.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { OneRequest } from '../requests/asked-for.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { CallTasks } from './call-tasks.tsx';
import classes from './history.module.css';
import type { HistoryItem, HistoryRequest } from './shapes.ts';
import { Siblings } from './siblings.tsx';
import { useOpener } from './use-opener.ts';

interface RequestDrawerProps {
  requestId: string;
  /** What is of the same contact, newest first. */
  siblings: readonly HistoryItem[];
  onOther(name: string): void;
  onClose(): void;
}

/** All that is known of a request of the site, and what may be said of it. */
export function RequestDrawer({ requestId, siblings, onOther, onClose }: RequestDrawerProps) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const query = useQuery({
    queryKey: ['requests', 'one', requestId],
    queryFn: ({ signal }) => api.get<HistoryRequest>(`requests/${requestId}`, signal),
  });
  useOpener();
  const request = query.data;
  const called = request?.person?.name ?? request?.name;
  const whole = seesWholeNumbers(me?.role);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={called == null ? t('requests.ofSite') : <Veiled>{called}</Veiled>}
      closeButtonProps={{ 'aria-label': t('page.close') }}
      returnFocus={false}
      data-testid="request-drawer"
    >
      {query.error !== null && request === undefined ? (
        <ProblemAlert error={query.error} retrying={query.isFetching} onRetry={() => void query.refetch()} />
      ) : request === undefined ? (
        <p role="status">{t('page.loading')}</p>
      ) : (
        <div className={classes.details}>
          {siblings.length > 1 && <Siblings items={siblings} shown={`request-${requestId}`} onOther={onOther} />}
          {request.phone !== null && (
            <div className={classes.contactLine}>
              {whole ? <PhoneNumber number={request.phone} /> : <Phone number={request.phone} />}
              {whole && <CallBack number={request.phone} line={request.line} />}
            </div>
          )}
          {request.state === 'withdrawn' ? (
            <p className={classes.quiet}>{t('history.withdrawn')}</p>
          ) : (
            <OneRequest request={request} />
          )}
          {request.phone !== null && whole && <CallTasks phone={request.phone} />}
        </div>
      )}
    </Drawer>
  );
}
