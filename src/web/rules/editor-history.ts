import {
  type ChangeSet,
  EditorSelection,
  StateEffect,
  StateField,
  type Extension,
  type TransactionSpec,
} from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';

interface History {
  /** Each undoes one step. */
  done: readonly ChangeSet[];
  undone: readonly ChangeSet[];
  lastAt: number;
}

const stepped = StateEffect.define<'undo' | 'redo'>();
/** What is typed without a pause is one step. */
const PAUSE_MS = 500;
const MOST_STEPS = 500;

const history = StateField.define<History>({
  create: () => ({ done: [], undone: [], lastAt: 0 }),
  update(now, transaction) {
    const taken = transaction.effects.find((effect) => effect.is(stepped))?.value;
    if (!transaction.docChanged) return now;
    const back = transaction.changes.invert(transaction.startState.doc);
    if (taken === 'undo') return { done: now.done.slice(0, -1), undone: [...now.undone, back], lastAt: 0 };
    if (taken === 'redo') return { done: [...now.done, back], undone: now.undone.slice(0, -1), lastAt: 0 };
    const at = Date.now();
    const last = now.done.at(-1);
    const joins = last !== undefined && transaction.isUserEvent('input.type') && at - now.lastAt < PAUSE_MS;
    const done = joins ? [...now.done.slice(0, -1), back.compose(last)] : [...now.done, back].slice(-MOST_STEPS);
    return { done, undone: [], lastAt: at };
  },
});

function step(which: 'undo' | 'redo') {
  return (view: EditorView): boolean => {
    const { done, undone } = view.state.field(history);
    const changes = (which === 'undo' ? done : undone).at(-1);
    if (changes === undefined) return false;
    view.dispatch({ changes, effects: stepped.of(which), scrollIntoView: true, userEvent: which });
    return true;
  };
}

/** A new line begins where the one above does; behind `key:` two further in. */
function newLine(view: EditorView): boolean {
  const { state } = view;
  const spec: TransactionSpec = state.changeByRange((range) => {
    const line = state.doc.lineAt(range.from);
    const before = line.text.slice(0, range.from - line.from);
    const [lead = ''] = /^\s*/.exec(before) ?? [];
    const deeper = /:\s*$/.test(before) ? '  ' : '';
    const list = /^\s*-\s/.test(before) ? '  ' : '';
    const insert = `\n${lead}${list}${deeper}`;
    const cursor = range.from + insert.length;
    return { changes: { from: range.from, to: range.to, insert }, range: EditorSelection.cursor(cursor) };
  });
  view.dispatch(state.update(spec, { scrollIntoView: true, userEvent: 'input' }));
  return true;
}

/** Undo, redo and new lines that know where they begin. */
export function editing(): Extension {
  return [
    history,
    keymap.of([
      { key: 'Mod-z', run: step('undo'), preventDefault: true },
      { key: 'Mod-y', mac: 'Mod-Shift-z', run: step('redo'), preventDefault: true },
      { key: 'Mod-Shift-z', run: step('redo'), preventDefault: true },
      { key: 'Enter', run: newLine },
    ]),
  ];
}
