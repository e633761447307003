import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useOnce } from '../api/use-once.ts';
import { Phone } from '../page/phone.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { serverNow } from '../words/server-clock.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { OpenedCall } from './opened-call.tsx';
import { PagedList } from './paged-list.tsx';
import classes from './reports.module.css';
import type { ListedVisit } from './shapes.ts';
import { usePages } from './use-pages.ts';
import type { VisitReport } from './visit-columns.ts';

/** The visits behind a figure; of those to call out each can be taken into tasks. */
export function VisitList({ report, asked }: { report: VisitReport; asked: Record<string, string> }) {
  const pages = usePages<ListedVisit>(`reports/visits/${report}/list`, asked);
  return (
    <PagedList pages={pages}>
      {(visits) =>
        visits.map((visit) => (
          <VisitRow key={visit.visitId} visit={visit} report={report} callOut={asked['figure'] === 'call-out'} />
        ))
      }
    </PagedList>
  );
}

function VisitRow({ visit, report, callOut }: { visit: ListedVisit; report: VisitReport; callOut: boolean }) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const said = [
    visit.doctor,
    visit.service,
    t(`reports.visits.states.${visit.state}`, { defaultValue: visit.state }),
    ...visit.marks.map((mark) => t(`reports.visits.marks.${mark}`, { defaultValue: mark })),
    visit.cancelReason !== null &&
      t(`reports.visits.cancelReasons.${visit.cancelReason}`, { defaultValue: visit.cancelReason }),
    visit.excluded !== null && t(`reports.visits.excluded.${visit.excluded}`),
    visit.next !== null && t(`reports.visits.next.${visit.next}`),
    places.branch(visit.branch) !== null && places.branchName(visit.branch),
  ].filter((words): words is string => typeof words === 'string' && words !== '');
  return (
    <li className={classes.row} data-testid="listed-visit">
      <div className={classes.rowHead}>
        <b>{momentWords(t, visit.startsAt, visit.zone, i18n.language, serverNow())}</b>
        <span>{visit.name ?? t('reports.visits.noName')}</span>
        {visit.phone !== null && <Phone number={visit.phone} />}
      </div>
      <p className={classes.quiet}>{said.join(' · ')}</p>
      {visit.callId !== null && <OpenedCall callId={visit.callId}>{t('reports.visits.broughtBy')}</OpenedCall>}
      {callOut && visit.branch !== null && <TakeIntoTasks visit={visit} branch={visit.branch} report={report} />}
    </li>
  );
}

function TakeIntoTasks({ visit, branch, report }: { visit: ListedVisit; branch: string; report: VisitReport }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const { personId, phone, name, visitId } = visit;
  const task = useOnce(
    (body: Record<string, unknown>, key) => api.send('tasks', { body, key }),
    // The list shows what was done until it is opened again; the figures and the tasks know it at once.
    { onSuccess: () => void queries.invalidateQueries({ queryKey: ['reports', `reports/visits/${report}`] }) },
  );
  if (task.isSuccess) return <p role="status">{t('reports.visits.inTasks')}</p>;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={task.isPending}
        onClick={() =>
          task.mutate({
            ...{ type: report === 'cancelled' ? 'visit-cancelled' : 'other', branch, personId, phone, visitId },
            name: personId === null ? name : null,
            ...(report !== 'cancelled' && { what: t('reports.visits.taskWhat') }),
          })
        }
        data-testid="take-into-tasks"
      >
        {t('reports.visits.takeIntoTasks')}
      </Button>
      {task.isError && <ProblemAlert error={task.error} />}
    </>
  );
}
