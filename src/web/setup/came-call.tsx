import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { CallRow } from '../api/shapes.ts';
import type { Unbound } from '../cockpit/shapes.ts';
import type { HistoryDetail } from '../history/shapes.ts';
import { Phone } from '../page/phone.tsx';
import { formatPhone } from '../words/format-phone.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { BindOne } from './bind-one.tsx';
import classes from './setup.module.css';
import type { SetupState } from './shapes.ts';

const ASK_MS = 1000;

/** The test call as it goes on: who, by which line, at which workplace; what is not bound, to be bound here. */
export function CameCall({ call, state }: { call: CallRow; state: SetupState }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const detail = useQuery({
    queryKey: ['setup', 'call', call.id],
    queryFn: ({ signal }) => api.get<HistoryDetail>(`calls/${encodeURIComponent(call.id)}`, signal),
    refetchInterval: ASK_MS,
  });
  const unbound = useQuery({
    queryKey: ['setup', 'unbound', call.id, call.version],
    queryFn: ({ signal }) => api.get<{ items: Unbound[] }>('integrations/unbound', signal),
    refetchInterval: 3 * ASK_MS,
  });
  const seats = state.branches.flatMap((branch) => branch.seats);
  const lines = state.branches.flatMap((branch) => branch.lines);
  const digits = (number: string): string => number.replaceAll(/\D/g, '').slice(-10);
  const line = call.line;
  const lineName = lines.find(({ number }) => line !== null && digits(number) === digits(line))?.name;
  const extensions = [...new Set((detail.data?.legs ?? []).flatMap(({ extension }) => extension ?? []))];
  const missing = (unbound.data?.items ?? []).filter(({ calls }) => calls > 0);
  const candidates = call.caller.candidates;
  // A line that is not bound is masked like any number that is not the clinic's own; here it is to be read.
  const newLine = missing.find(({ kind, lastCall }) => kind === 'line' && lastCall === call.id)?.value;
  const shownLine = newLine ?? line;
  return (
    <section className={classes.call} aria-label={t('setup.came')} data-testid="came-call" data-call={call.id}>
      <h4 className={classes.subtitle}>{t('setup.came')}</h4>
      <dl className={classes.facts}>
        <div>
          <dt>{t('setup.who')}</dt>
          <dd data-testid="came-who">
            {call.from === null ? t('setup.hidden') : <Phone number={call.from} />}
            {candidates.length > 0
              ? ` · ${candidates.map(({ address }) => address).join(' / ')}`
              : ` · ${t('setup.notInDirectory')}`}
          </dd>
        </div>
        <div>
          <dt>{t('setup.line')}</dt>
          <dd data-testid="came-line">
            {shownLine === null ? t('setup.lineNotTold') : formatPhone(shownLine)}
            {lineName !== undefined && ` · ${lineName}`}
          </dd>
        </div>
        <div>
          <dt>{t('setup.extension')}</dt>
          <dd data-testid="came-extensions">
            {extensions.length === 0
              ? t('setup.notRinging')
              : extensions
                  .map((extension) => {
                    const seat = seats.find((one) => one.extensions.includes(extension));
                    return seat === undefined ? extension : `${extension} · ${seat.name}`;
                  })
                  .join(', ')}
          </dd>
        </div>
      </dl>
      {missing.map((one) => (
        <BindOne key={`${one.kind} ${one.value}`} unbound={one} state={state} />
      ))}
      {unbound.data !== undefined && missing.length === 0 && extensions.length > 0 && (
        <p className={classes.good} role="status" data-testid="all-bound">
          {t('setup.allBound')} <Link href="/settings/users">{t('setup.addUsers')}</Link>
        </p>
      )}
    </section>
  );
}
