import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Caller } from '../../contracts/caller.ts';
import type { CallerSubject } from './caller-subject.ts';
import classes from './correct-caller.module.css';
import { FindPerson } from './find-person.tsx';
import { useCorrectCaller } from './use-correct-caller.ts';

interface CorrectCallerProps {
  callId: string;
  caller: Caller;
  subject: CallerSubject;
}

/** One click each: whose number this is, or is not any more. What was said can be taken back where it was said. */
export function CorrectCaller({ callId, caller, subject }: CorrectCallerProps) {
  const { t } = useTranslation();
  const { say, undo, saving, failed, said } = useCorrectCaller(callId);
  const [asking, setAsking] = useState<'find' | 'contractor' | 'staff' | null>(null);
  const [name, setName] = useState('');
  const nobodys =
    caller.phone === null || caller.reasons.includes('shared-number') || caller.reasons.includes('internal');
  if (nobodys || subject.is === 'hidden') return null;

  function remember(what: 'contractor' | 'staff'): void {
    say({ what, name: name.trim() === '' ? null : name.trim() });
    setAsking(null);
    setName('');
  }

  return (
    <div className={classes.correct} data-testid="correct">
      {said !== null ? (
        <p className={classes.said} role="status" data-testid="corrected">
          {t(`correct.said.${said.what}`)}{' '}
          <Button
            variant="default"
            size="compact-sm"
            loading={saving}
            onClick={() => undo(said.id)}
            data-testid="undo-correction"
          >
            {t('correct.undo')}
          </Button>
        </p>
      ) : asking === 'contractor' || asking === 'staff' ? (
        <form
          className={classes.naming}
          onSubmit={(event) => {
            event.preventDefault();
            remember(asking);
          }}
        >
          <TextInput
            size="sm"
            aria-label={t(`correct.name.${asking}`)}
            placeholder={t(`correct.name.${asking}`)}
            value={name}
            maxLength={200}
            autoFocus
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="correct-name"
          />
          <Button type="submit" size="compact-md" loading={saving} data-testid="remember">
            {t('correct.remember')}
          </Button>
          <Button variant="subtle" size="compact-md" onClick={() => setAsking(null)}>
            {t('correct.cancel')}
          </Button>
        </form>
      ) : asking === 'find' ? (
        <FindPerson
          saving={saving}
          onFound={(personId) => {
            say({ what: 'add-number', personId });
            setAsking(null);
          }}
          onCancel={() => setAsking(null)}
        />
      ) : (
        <div className={classes.buttons}>
          {subject.is === 'person' && (
            <Button
              variant="subtle"
              size="compact-sm"
              loading={saving}
              onClick={() => say({ what: 'not-this-person', personId: subject.person.id })}
              data-testid="not-this-person"
            >
              {t('calls.notThem')}
            </Button>
          )}
          <Button variant="subtle" size="compact-sm" onClick={() => setAsking('find')} data-testid="find-person">
            {t('correct.find')}
          </Button>
          {subject.is === 'unlisted' && (
            <>
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => setAsking('contractor')}
                data-testid="contractor"
              >
                {t('correct.contractor')}
              </Button>
              <Button variant="subtle" size="compact-sm" onClick={() => setAsking('staff')} data-testid="staff">
                {t('correct.staff')}
              </Button>
              {caller.class !== 'spam' && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  loading={saving}
                  onClick={() => say({ what: 'spam' })}
                  data-testid="spam"
                >
                  {t('correct.spam')}
                </Button>
              )}
            </>
          )}
        </div>
      )}
      {failed && (
        <p role="alert" className={classes.failed}>
          {t('calls.chooseFailed')}
        </p>
      )}
    </div>
  );
}
