import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ApiProblem } from '../api/api.ts';
import type { CallDetail } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

/** Saved soon after the last key. */
const pauseMs = 700;
/** A save that failed is tried again by itself. */
const againMs = 5_000;

export type NoteState = 'kept' | 'typing' | 'saving' | 'failed' | 'changed';

export interface Note {
  text: string;
  state: NoteState;
  /** What somebody else wrote meanwhile, while `state` is `changed`. */
  theirs: string | null;
  type(text: string): void;
  saveNow(): void;
  /** Ends a conflict: with the words of both, or theirs alone. */
  settle(keep: 'both' | 'theirs'): void;
}

/** A note on a call, saved as it is typed. `stored`: as the server has it; a newer one replaces what nobody is writing. */
export function useNote(callId: string, stored: string | null): Note {
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const [unsaved] = useState(() => readUnsaved(callId));
  const [text, setText] = useState(unsaved?.text ?? stored ?? '');
  const [state, setState] = useState<NoteState>(unsaved === null ? 'kept' : 'typing');
  const [theirs, setTheirs] = useState<string | null>(null);
  /** What the server has, as far as this field knows, and what stands in the field. */
  const known = useRef(unsaved === null ? stored : unsaved.before);
  const draft = useRef(text);
  const saving = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const wait = (ms: number): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => void save(), ms);
  };

  async function save(): Promise<void> {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    const note = draft.current.trim() === '' ? null : draft.current;
    if (saving.current) return wait(pauseMs);
    if (note === known.current) {
      keepUnsaved(callId, null);
      return setState('kept');
    }
    saving.current = true;
    setState('saving');
    try {
      const call = await api.send<CallDetail>(`calls/${encodeURIComponent(callId)}/note`, {
        method: 'PUT',
        body: { note, before: known.current },
      });
      known.current = call.note?.text ?? null;
      queries.setQueryData(['calls', 'one', callId], call);
      if ((draft.current.trim() === '' ? null : draft.current) === known.current) {
        keepUnsaved(callId, null);
        setState('kept');
      } else wait(pauseMs);
    } catch (error) {
      if (error instanceof ApiProblem && error.type === 'note-changed') {
        setTheirs(typeof error.values['note'] === 'string' ? error.values['note'] : null);
        setState('changed');
      } else {
        setState('failed');
        // Refused for good is not tried for ever.
        if (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500) wait(againMs);
      }
    } finally {
      saving.current = false;
    }
  }

  const onStored = useEffectEvent(() => {
    if (state !== 'kept' || saving.current || stored === known.current) return;
    known.current = stored;
    draft.current = stored ?? '';
    setText(draft.current);
  });
  useEffect(() => onStored(), [stored, state]);
  const onUnsaved = useEffectEvent(() => {
    if (unsaved !== null) wait(0);
  });
  useEffect(() => onUnsaved(), []);

  const leave = useEffectEvent(() => {
    if (timer.current !== null || state === 'failed') void save();
  });
  useEffect(() => {
    const onHidden = (): void => {
      if (document.visibilityState === 'hidden') leave();
    };
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      document.removeEventListener('visibilitychange', onHidden);
      leave();
    };
  }, []);

  return {
    text,
    state,
    theirs,
    type(written) {
      draft.current = written;
      setText(written);
      keepUnsaved(callId, { text: written, before: known.current });
      if (state === 'changed') return;
      setState('typing');
      wait(pauseMs);
    },
    saveNow() {
      if (timer.current !== null || state === 'failed') void save();
    },
    settle(keep) {
      known.current = theirs;
      draft.current =
        keep === 'theirs' ? (theirs ?? '') : [theirs ?? '', draft.current].filter((part) => part !== '').join('\n');
      setText(draft.current);
      keepUnsaved(callId, { text: draft.current, before: known.current });
      setTheirs(null);
      setState('typing');
      wait(0);
    },
  };
}

interface Unsaved {
  text: string;
  before: string | null;
}

const storageKey = (callId: string): string => `trubka.note.${callId}`;

/** What was typed before the page went away, or while the server was not reached; of this window only. */
function readUnsaved(callId: string): Unsaved | null {
  const kept = sessionStorage.getItem(storageKey(callId));
  if (kept === null) return null;
  const { text, before } = JSON.parse(kept) as Partial<Unsaved>;
  return typeof text === 'string' ? { text, before: before ?? null } : null;
}

function keepUnsaved(callId: string, unsaved: Unsaved | null): void {
  if (unsaved === null) sessionStorage.removeItem(storageKey(callId));
  else sessionStorage.setItem(storageKey(callId), JSON.stringify(unsaved));
}
