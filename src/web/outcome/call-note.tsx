import { Button, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './outcome.module.css';
import { useNote } from './use-note.ts';

interface CallNoteProps {
  callId: string;
  /** As the server has it. */
  note: { text: string; by: string | null } | null;
  /** Somebody writes here, or has stopped to: the card must not go away under the words. */
  onWriting?(writing: boolean): void;
}

/** One field for a call; what is typed is saved by itself, and the field says whether it is. */
export function CallNote({ callId, note, onWriting }: CallNoteProps) {
  const { t } = useTranslation();
  const { text, state, theirs, type, saveNow, settle } = useNote(callId, note?.text ?? null);
  const by = note?.by ?? null;
  return (
    <div className={classes.note} data-testid="call-note">
      <Textarea
        aria-label={t('outcome.note')}
        placeholder={t('outcome.note')}
        value={text}
        maxLength={4000}
        autosize
        minRows={1}
        maxRows={5}
        onChange={(event) => {
          type(event.currentTarget.value);
          onWriting?.(true);
        }}
        onFocus={() => onWriting?.(true)}
        onBlur={() => {
          saveNow();
          onWriting?.(false);
        }}
        data-testid="note-field"
      />
      <div className={classes.noteState} role="status" data-state={state} data-testid="note-state">
        {state === 'changed' ? (
          <>
            <span>{t('outcome.noteChanged')}</span>
            <blockquote>{theirs ?? t('outcome.noteTaken')}</blockquote>
            <Button variant="default" size="compact-xs" onClick={() => settle('both')} data-testid="note-both">
              {t('outcome.noteBoth')}
            </Button>
            <Button variant="default" size="compact-xs" onClick={() => settle('theirs')} data-testid="note-theirs">
              {t('outcome.noteTheirs')}
            </Button>
          </>
        ) : state === 'failed' ? (
          <>
            {t('outcome.noteFailed')}
            <Button variant="default" size="compact-xs" onClick={saveNow} data-testid="note-again">
              {t('page.retry')}
            </Button>
          </>
        ) : state === 'kept' ? (
          text !== '' && [t('outcome.noteKept'), by].filter((word) => word !== null).join(' · ')
        ) : (
          t('outcome.noteSaving')
        )}
      </div>
    </div>
  );
}
