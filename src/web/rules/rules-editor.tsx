import {
  autocompletion,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';
import { placeOf, suggest, type RuleNames, type SchemaNode } from './complete-rules.ts';
import { editing } from './editor-history.ts';
import type { Found } from './shapes.ts';

export interface EditorHandle {
  goTo(line: number, column: number): void;
}

interface RulesEditorProps {
  handle: Ref<EditorHandle>;
  label: string;
  /** A new text from outside takes the place of what is there. */
  text: string;
  readOnly: boolean;
  onChange(text: string): void;
  found: { problems: readonly Found[]; warnings: readonly Found[] };
  completion: { schema: SchemaNode; names: RuleNames } | undefined;
}

/** The rules as YAML with marks at mistakes and completion of keys, values and the clinic's own names. */
export function RulesEditor(props: RulesEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const now = useRef(props);
  useLayoutEffect(() => {
    now.current = props;
  });

  useEffect(() => {
    const editor = new EditorView({
      parent: place.current as HTMLElement,
      doc: now.current.text,
      extensions: [
        lineNumbers(),
        drawSelection(),
        yaml(),
        editing(),
        EditorState.tabSize.of(2),
        EditorState.readOnly.of(now.current.readOnly),
        EditorView.contentAttributes.of({ 'aria-label': now.current.label, spellcheck: 'false' }),
        autocompletion({ override: [(context) => completions(context, now.current.completion)] }),
        lintGutter(),
        keymap.of([...completionKeymap, ...lintKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) now.current.onChange(update.state.doc.toString());
        }),
        theme,
      ],
    });
    view.current = editor;
    return () => editor.destroy();
  }, [props.readOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === props.text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.text } });
  }, [props.text]);

  useEffect(() => {
    const editor = view.current;
    editor?.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, props.found)));
  }, [props.found]);

  useImperativeHandle(props.handle, () => ({
    goTo(line, column) {
      const editor = view.current;
      if (editor === null) return;
      const at = offsetOf(editor.state, line, column);
      editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      editor.focus();
    },
  }));

  return <div ref={place} data-testid="rules-editor" style={{ height: '100%', minHeight: 0 }} />;
}

function offsetOf(state: EditorState, line: number, column: number): number {
  const at = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  return Math.min(at.from + Math.max(column - 1, 0), at.to);
}

function diagnosticsOf(state: EditorState, { problems, warnings }: RulesEditorProps['found']): Diagnostic[] {
  const marked = (found: readonly Found[], severity: Diagnostic['severity']): Diagnostic[] =>
    found.map(({ line, column, message, remedy }) => {
      const from = offsetOf(state, line ?? 1, column ?? 1);
      const word = /^[^\s,\]}]*/.exec(state.sliceDoc(from, state.doc.lineAt(from).to))?.[0].length ?? 0;
      return { from, to: from + Math.max(word, 0), severity, message: `${message} ${remedy}` };
    });
  return [...marked(problems, 'error'), ...marked(warnings, 'warning')];
}

function completions(context: CompletionContext, known: RulesEditorProps['completion']): CompletionResult | null {
  if (known === undefined) return null;
  const before = context.state.sliceDoc(0, context.pos);
  const { word } = placeOf(before);
  const options = suggest(before, context.state.doc.toString(), known.schema, known.names);
  if (options.length === 0 || (!context.explicit && word === '')) return null;
  return {
    from: context.pos - word.length,
    options: options.map(({ label, kind, detail }) => ({
      label,
      type: kind === 'key' ? 'property' : 'constant',
      ...(kind === 'key' && { apply: `${label}: ` }),
      ...(detail !== undefined && { info: detail }),
    })),
    validFor: /^[\p{L}\p{N}+-]*$/u,
  };
}

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '14px', backgroundColor: 'var(--surface)', color: 'var(--mantine-color-text)' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'var(--quiet)', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--edge)',
  },
  '.cm-diagnostic': { maxWidth: '480px' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#cfe3f7, #31475c) !important',
  },
});
