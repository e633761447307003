import { useTranslation } from 'react-i18next';
import { Phone } from '../page/phone.tsx';
import { serverNow } from '../words/server-clock.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { OpenedCall } from './opened-call.tsx';
import { PagedList } from './paged-list.tsx';
import classes from './reports.module.css';
import type { DifferingCall } from './shapes.ts';
import { usePages } from './use-pages.ts';

/** The calls that the PBX and we count differently. */
export function DifferenceList({ asked }: { asked: Record<string, string> }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const pages = usePages<DifferingCall>('reports/differences/list', asked);
  return (
    <PagedList pages={pages}>
      {(calls) =>
        calls.map((call) => (
          <li key={call.callId} className={classes.row} data-testid="listed-difference">
            <OpenedCall callId={call.callId}>
              <b>{momentWords(t, call.at, places.zone(call.branch), i18n.language, serverNow())}</b>{' '}
              {call.phone === null ? t('calls.hiddenNumber') : <Phone number={call.phone} />}
              <span className={classes.quiet}>
                {' '}
                {t(`reports.differences.${call.providerLost ? 'theirs' : 'ours'}`)} ·{' '}
                {t(`reports.differences.why.${call.why}`)}
              </span>
            </OpenedCall>
          </li>
        ))
      }
    </PagedList>
  );
}
