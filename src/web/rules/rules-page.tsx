import { Alert, Button, Tabs, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/api.ts';
import { PageFrame } from '../page/page-frame.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { RuleNames, SchemaNode } from './complete-rules.ts';
import { FoundList } from './found-list.tsx';
import { ReplayPanel } from './replay-panel.tsx';
import { RulesEditor, type EditorHandle } from './rules-editor.tsx';
import classes from './rules-page.module.css';
import type { Checked, Found, RulesText } from './shapes.ts';
import { TryPanel } from './try-panel.tsx';
import { useChecked } from './use-checked.ts';
import { VersionsPanel } from './versions-panel.tsx';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const nothing: readonly Found[] = [];

/** The rules as clinic IT writes them: checked while they are written, tried, compared with last week, saved, returned to. */
export function Page() {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const query = useQuery({
    queryKey: ['rules', 'text'],
    queryFn: ({ signal }) => api.get<RulesText>('rules/text', signal),
    // What is being written is not replaced under the hands.
    refetchOnWindowFocus: false,
  });
  return (
    <PageFrame title={t('pages.rules')} query={query} fill>
      {query.data !== undefined && <Writing inForce={query.data} />}
    </PageFrame>
  );
}

function Writing({ inForce }: { inForce: RulesText }) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const editor = useRef<EditorHandle>(null);
  const [text, setText] = useState(inForce.text);
  const [base, setBase] = useState(inForce);
  const [note, setNote] = useState('');
  const mayWrite = me?.role === 'it';
  const changed = text !== base.text;
  const checked = useChecked(text);
  const schema = useQuery({
    queryKey: ['rules', 'schema'],
    queryFn: ({ signal }) => api.get<{ schema: SchemaNode; names: RuleNames }>('rules/schema', signal),
    staleTime: Infinity,
  });
  // Saved elsewhere, or by «вернуть»: taken over unless something is being written here.
  if (inForce !== base && !changed) {
    setBase(inForce);
    setText(inForce.text);
  }
  const found = useMemo(
    () => ({ problems: checked.data?.problems ?? nothing, warnings: checked.data?.warnings ?? nothing }),
    [checked.data],
  );

  /** What is in force becomes what the text here is compared with; the text stays. */
  async function lookAgain(): Promise<RulesText> {
    await queries.invalidateQueries({ queryKey: ['rules', 'versions'] });
    const now = await queries.fetchQuery({
      queryKey: ['rules', 'text'],
      queryFn: ({ signal }) => api.get<RulesText>('rules/text', signal),
      staleTime: 0,
    });
    setBase(now);
    return now;
  }
  const saving = useMutation({
    mutationFn: (wanted: string | null) =>
      api.send('rules', { method: 'PUT', body: { text: wanted, note, base: base.saved?.id ?? null } }),
    async onSuccess(_saved, wanted) {
      setNote('');
      const now = await lookAgain();
      if (wanted === null) setText(now.text);
    },
  });
  const outdated = saving.error instanceof ApiProblem && saving.error.type === 'rules-changed';

  return (
    <div className={classes.columns}>
      <section className={classes.writing} aria-label={t('pages.rules')}>
        <InForce rules={base} />
        {base.fileChanged && (
          <Alert color="yellow" data-testid="file-changed">
            {t('rules.fileChanged')}{' '}
            {mayWrite && (
              <Button size="compact-sm" variant="default" onClick={() => saving.mutate(null)}>
                {t('rules.useFile')}
              </Button>
            )}
          </Alert>
        )}
        {base.problems.length > 0 && (
          <Alert color="red" title={t('rules.leftOut')} data-testid="left-out">
            <FoundList found={base.problems} onOpen={(one) => editor.current?.goTo(one.line ?? 1, one.column ?? 1)} />
          </Alert>
        )}
        <div className={classes.editor}>
          <RulesEditor
            handle={editor}
            label={t('pages.rules')}
            text={text}
            readOnly={!mayWrite}
            onChange={setText}
            found={found}
            completion={schema.data}
          />
        </div>
        {mayWrite ? (
          <div className={classes.saving}>
            <TextInput
              className={classes.note ?? ''}
              aria-label={t('rules.note')}
              placeholder={t('rules.note')}
              value={note}
              maxLength={500}
              onChange={(event) => setNote(event.currentTarget.value)}
              data-testid="rules-note"
            />
            <Button
              disabled={!changed || checked.data?.ok !== true}
              loading={saving.isPending}
              onClick={() => saving.mutate(text)}
              data-testid="rules-save"
            >
              {t('rules.save')}
            </Button>
          </div>
        ) : (
          <div className={classes.quiet}>{t('rules.readOnly')}</div>
        )}
        {saving.isSuccess && !changed && (
          <div className={classes.quiet} role="status" data-testid="rules-saved">
            {t('rules.saved')}
          </div>
        )}
        {saving.error !== null && (
          <div data-testid="rules-refused">
            {outdated ? (
              <Alert color="red" role="alert" title={t('rules.changedMeanwhile')}>
                <Button size="compact-sm" variant="default" onClick={() => void lookAgain().then(() => saving.reset())}>
                  {t('rules.lookAgain')}
                </Button>
              </Alert>
            ) : (
              <ProblemAlert error={saving.error} />
            )}
          </div>
        )}
      </section>
      <Tabs defaultValue="check" className={classes.side ?? ''} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="check">{t('rules.check')}</Tabs.Tab>
          <Tabs.Tab value="try">{t('rules.try')}</Tabs.Tab>
          <Tabs.Tab value="replay">{t('rules.replay')}</Tabs.Tab>
          <Tabs.Tab value="versions">{t('rules.versions')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="check" className={classes.panel ?? ''}>
          <CheckPanel checked={checked.data} onOpen={(one) => editor.current?.goTo(one.line ?? 1, one.column ?? 1)} />
        </Tabs.Panel>
        <Tabs.Panel value="try" className={classes.panel ?? ''}>
          <TryPanel text={text} />
        </Tabs.Panel>
        <Tabs.Panel value="replay" className={classes.panel ?? ''}>
          <ReplayPanel text={text} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" className={classes.panel ?? ''}>
          <VersionsPanel newest={base.saved?.id ?? null} mayWrite={mayWrite} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function InForce({ rules: { saved } }: { rules: RulesText }) {
  const { t, i18n } = useTranslation();
  return (
    <div className={classes.quiet} data-testid="rules-in-force">
      {saved === null || saved.ofFile
        ? t('rules.ofFile')
        : t('rules.ofVersion', {
            id: saved.id,
            who: saved.who,
            at: new Date(saved.at).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }),
          })}
    </div>
  );
}

function CheckPanel({ checked, onOpen }: { checked: Checked | undefined; onOpen(found: Found): void }) {
  const { t } = useTranslation();
  if (checked === undefined) return <div className={classes.quiet}>{t('rules.checking')}</div>;
  return (
    <div data-testid="rules-checked" data-ok={checked.ok}>
      <p className={classes.verdict}>
        {checked.ok
          ? t('rules.sound', { count: checked.rules ?? 0 })
          : t('rules.mistakes', { count: checked.problems.length })}
      </p>
      <FoundList found={checked.problems} onOpen={onOpen} />
      {checked.warnings.length > 0 && <p className={classes.verdict}>{t('rules.warnings')}</p>}
      <FoundList found={checked.warnings} onOpen={onOpen} />
    </div>
  );
}
