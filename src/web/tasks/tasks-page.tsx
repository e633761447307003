import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'wouter';
import { Veiled } from '../calls/veiled.tsx';
import { Dialog } from '../page/dialog.tsx';
import { PageFrame } from '../page/page-frame.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { groupTasks, neighbourOf } from './group-tasks.ts';
import { keyAct } from './key-act.ts';
import type { Task } from './shapes.ts';
import { TaskFilters } from './task-filters.tsx';
import { TaskPanel } from './task-panel.tsx';
import { TaskRow } from './task-row.tsx';
import { reasonWords, typeName, whoOf } from './task-words.ts';
import { useTaskCounts } from './tasks-badge.tsx';
import classes from './tasks.module.css';
import { useTaskActs, type WantedAct } from './use-task-acts.ts';
import { useTasks, useTaskTypes } from './use-tasks.ts';
import requestsEn from '../requests/words/en.json';
import requestsRu from '../requests/words/ru.json';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru: { ...ru, ...requestsRu }, en: { ...en, ...requestsEn } };

const none: Task[] = [];
const kept = ['state', 'owner', 'branch', 'overdue'] as const;

/** «Активные задачи»: who waits for us, by type, the most urgent first; by keyboard alone too. */
export function Page() {
  const { t, i18n } = useTranslation();
  const [params] = useSearchParams();
  const { id: addressed } = useParams<{ id?: string }>();
  const narrow = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const filter = new URLSearchParams(
    kept.flatMap((name) => (params.has(name) ? [[name, params.get(name) ?? '']] : [])),
  ).toString();
  const list = useTasks(filter);
  const types = useTaskTypes();
  const counts = useTaskCounts();
  const [selected, setSelected] = useState<string | null>(addressed ?? null);
  const [opened, setOpened] = useState(addressed !== undefined);
  const [ownWords, setOwnWords] = useState<string | null>(null);
  const [done, setDone] = useState<WantedAct | null>(null);
  const listing = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLElement>(null);

  const pages = list.data?.pages;
  const tasks = useMemo(() => pages?.flatMap(({ items }) => items) ?? none, [pages]);
  const groups = useMemo(() => groupTasks(tasks, types.items), [tasks, types.items]);
  const ordered = useMemo(() => groups.flatMap((group) => group.tasks), [groups]);
  const shown = selected ?? (narrow ? null : (ordered[0]?.id ?? null));
  const reachable = ordered.some(({ id }) => id === shown) ? shown : (ordered[0]?.id ?? null);

  const focusRow = (id: string | null): void => {
    if (id !== null) listing.current?.querySelector<HTMLElement>(`[data-task="${id}"]`)?.focus();
  };
  const acts = useTaskActs((wanted) => {
    const { task, act } = wanted;
    if (act.what !== 'close' && act.what !== 'offer') return;
    setDone(act.what === 'close' ? wanted : null);
    setOwnWords(null);
    setOpened(false);
    const next = neighbourOf(ordered, task.id);
    setSelected(next);
    if (!narrow) focusRow(next);
  });
  // The pressed button waits or is there no more: the keyboard goes on at the row.
  const orphaned = useEffectEvent(() => {
    if (!narrow && document.activeElement === document.body) focusRow(shown);
  });
  useEffect(() => {
    if (acts.status === 'success' || acts.status === 'error') orphaned();
  }, [acts.status]);
  const onAct = (wanted: WantedAct): void => {
    setDone(null);
    acts.mutate(wanted);
  };

  function open(id: string): void {
    setSelected(id);
    if (narrow) setOpened(true);
  }
  function onKey(event: KeyboardEvent<HTMLDivElement>): void {
    const id = event.target instanceof HTMLElement ? event.target.dataset['task'] : undefined;
    const index = ordered.findIndex((task) => task.id === id);
    const task = ordered[index];
    if (task === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: ordered.length - 1 }[event.key];
    const pressed = keyAct(event.key, task, types.closeReasons);
    if (to !== undefined) focusRow(ordered[to]?.id ?? null);
    else if (event.key === 'Enter' && !narrow) panel.current?.querySelector<HTMLElement>('button, a, input')?.focus();
    else if (pressed === 'own-words') {
      setOwnWords(task.id);
      open(task.id);
    } else if (pressed !== null && !acts.isPending) onAct({ task, act: pressed });
    else return;
    event.preventDefault();
  }

  const detail = shown !== null && (
    <TaskPanel
      key={shown}
      id={shown}
      listed={ordered.find(({ id }) => id === shown)}
      types={types}
      acts={acts}
      onAct={onAct}
      ownWords={ownWords === shown}
      onOwnWords={(wanted) => setOwnWords(wanted ? shown : null)}
    />
  );
  return (
    <PageFrame
      title={t('pages.tasks')}
      query={list}
      isEmpty={tasks.length === 0 && done === null && addressed === undefined}
      empty={
        <>
          <span>{t(filter === '' ? 'tasks.empty' : 'tasks.emptyFiltered')}</span>
          {filter === '' && (counts?.withoutNumber ?? 0) > 0 && (
            <span>{t('tasks.withoutNumber', { count: counts?.withoutNumber ?? 0 })}</span>
          )}
        </>
      }
      filters={<TaskFilters />}
      fill
    >
      <div className={classes.columns}>
        <div className={classes.list} ref={listing} onKeyDown={onKey} data-testid="tasks">
          {done !== null && <Undo done={done} onUndo={() => onAct({ task: done.task, act: { what: 'reopen' } })} />}
          {acts.error !== null && (
            <div className={classes.group}>
              <ProblemAlert error={acts.error} />
            </div>
          )}
          {groups.map((group) => (
            <section key={group.type} className={classes.group} data-testid="task-group">
              <GroupName name={typeName(types.items, group.type, i18n.language)} tasks={group.tasks} />
              <ul>
                {group.tasks.map((task) => (
                  <li key={task.id}>
                    <TaskRow
                      task={task}
                      current={task.id === shown}
                      reachable={task.id === reachable}
                      onSelect={setSelected}
                      onOpen={open}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {list.hasNextPage && (
            <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('page.more')}
            </Button>
          )}
          {(counts?.withoutNumber ?? 0) > 0 && (
            <p className={classes.quiet}>{t('tasks.withoutNumber', { count: counts?.withoutNumber ?? 0 })}</p>
          )}
          {!narrow && ordered.length > 0 && <p className={classes.quiet}>{t('tasks.keys')}</p>}
        </div>
        {narrow
          ? opened &&
            detail !== false && (
              <Dialog title={t('tasks.one')} onClose={() => setOpened(false)}>
                {detail}
              </Dialog>
            )
          : detail !== false && (
              <section
                ref={panel}
                className={classes.panel}
                aria-label={t('tasks.one')}
                onKeyDown={(event) => {
                  if (event.key === 'Escape') focusRow(shown);
                }}
              >
                {detail}
              </section>
            )}
      </div>
    </PageFrame>
  );
}

function GroupName({ name, tasks }: { name: string; tasks: readonly Task[] }) {
  const { t } = useTranslation();
  const escalated = tasks.filter((task) => task.escalated).length;
  return (
    <h3 className={classes.groupName}>
      {name}
      <span className={classes.count}>{tasks.length}</span>
      {escalated > 0 && <span className={classes.late}>{t('tasks.escalatedCount', { count: escalated })}</span>}
    </h3>
  );
}

/** A key may slip: what was closed last is one press away. */
function Undo({ done: { task, act }, onUndo }: { done: WantedAct; onUndo(): void }) {
  const { t } = useTranslation();
  const reason = act.what === 'close' ? act.reason : '';
  return (
    <div className={`${classes.told} ${classes.group}`} role="status" data-testid="task-closed">
      <span>
        {t('tasks.closedNow', { reason: reasonWords(t, reason) })} <Veiled>{whoOf(task) ?? task.what ?? ''}</Veiled>
      </span>
      <Button variant="default" size="compact-sm" onClick={onUndo} data-testid="task-undo">
        {t('tasks.reopen')}
      </Button>
    </div>
  );
}
