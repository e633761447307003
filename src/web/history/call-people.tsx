import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { subjectOf } from '../calls/caller-subject.ts';
import { CorrectCaller } from '../calls/correct-caller.tsx';
import { Household } from '../calls/household.tsx';
import { PersonSummary } from '../calls/person-summary.tsx';
import { useChooseCaller } from '../calls/use-choose-caller.ts';
import { Veiled } from '../calls/veiled.tsx';
import classes from './history.module.css';
import type { HistoryDetail } from './shapes.ts';

/** Who it was; of several people of one number, who of them, by one click. */
export function CallPeople({ call }: { call: HistoryDetail }) {
  const { t } = useTranslation();
  const { choose, saving, failed } = useChooseCaller(call.id);
  const subject = subjectOf(call.caller);
  return (
    <section className={classes.section} aria-label={t('calls.whoCalls')} data-testid="people">
      {subject.is === 'household' && (
        <>
          <h3>{t('calls.whoCalls')}</h3>
          <Household people={subject.people} branch={call.branch} saving={saving} onChoose={choose} />
        </>
      )}
      {subject.is === 'person' && (
        <>
          <p>
            <strong>{subject.person.address}</strong>{' '}
            {subject.person.surname !== '' && subject.person.surname !== subject.person.address && (
              <Veiled>{subject.person.surname}</Veiled>
            )}
            {subject.person.relation !== null && <em> {subject.person.relation}</em>}
            {subject.chosen && <span className={classes.quiet}> {t('calls.marked')}</span>}{' '}
            {subject.chosen && subject.others > 0 && (
              <Button
                variant="default"
                size="compact-xs"
                loading={saving !== undefined}
                onClick={() => choose(null)}
                data-testid="undo-choice"
              >
                {t('calls.undoChoice')}
              </Button>
            )}
          </p>
          <PersonSummary person={subject.person} branch={call.branch} />
        </>
      )}
      {failed && (
        <p role="alert" className={classes.quiet}>
          {t('calls.chooseFailed')}
        </p>
      )}
      <CorrectCaller callId={call.id} caller={call.caller} subject={subject} />
    </section>
  );
}
