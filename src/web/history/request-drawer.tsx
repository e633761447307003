import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CallBack } from '../calls/call-back.tsx';
import { Veiled } from '../calls/veiled.tsx';
import { PhoneNumber } from '../calls/phone-number.tsx';
import { seesWholeNumbers } from '../../contracts/role.ts';
import { Phone } from '../page/phone.tsx';
import { OneRequest } from '../requests/asked-for.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { CallTasks } from './call-tasks.tsx';
import classes from './history.module.css';
import { OneDrawer, type OneDrawerProps } from './one-drawer.tsx';
import type { HistoryRequest } from './shapes.ts';

/** All that is known of a request of the site, and what may be said of it. */
export function RequestDrawer({ requestId, ...opened }: OneDrawerProps & { requestId: string }) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const query = useQuery({
    queryKey: ['requests', 'one', requestId],
    queryFn: ({ signal }) => api.get<HistoryRequest>(`requests/${requestId}`, signal),
  });
  const called = query.data?.person?.name ?? query.data?.name;
  const whole = seesWholeNumbers(me?.role);
  return (
    <OneDrawer
      {...opened}
      query={query}
      name={`request-${requestId}`}
      testId="request-drawer"
      title={called == null ? t('requests.ofSite') : <Veiled>{called}</Veiled>}
    >
      {(request) => (
        <>
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
        </>
      )}
    </OneDrawer>
  );
}
