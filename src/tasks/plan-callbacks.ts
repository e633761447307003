import { workingSeconds, type Configuration, type TaskSettings } from '../platform/configuration/index.ts';
import type { Episode } from './fold-callbacks.ts';
import { dueTimes, ownerOf } from './task-due.ts';
import type { TaskRow } from './task-row.ts';

/** The columns of a callback that follow from calls. */
export type CallbackColumns = Pick<
  TaskRow,
  | 'callback_key'
  | 'state'
  | 'branch'
  | 'phone'
  | 'person_id'
  | 'opened_at'
  | 'calls'
  | 'attempts'
  | 'first_call_id'
  | 'last_call_id'
  | 'last_call_at'
  | 'last_attempt_at'
  | 'closed_at'
  | 'closed_as'
  | 'closing_call_id'
  | 'wait_seconds'
  | 'working_seconds'
>;

/** What the policy or a rule says, until a person says otherwise. */
export type PolicyColumns = Pick<TaskRow, 'what' | 'priority' | 'owner_seat' | 'owner_role' | 'due_at' | 'escalate_at'>;

export interface StoredCallback {
  id: number;
  /** Missed calls that it was made or grown by; merged calls as those that took them over. */
  missed: readonly number[];
}

export interface CallbackPlan {
  /** `task` null: a new one. */
  writes: { task: number | null; episode: Episode }[];
  /** Rows that stand for nothing any more, or for what another row stands for. */
  retired: { task: number; into: number | null }[];
}

/**
 * Which row stands for which episode: the one that shares calls with it or was opened as it, of several the eldest, so
 * that what is learnt later grows a task instead of making another. Pure.
 */
export function planCallbacks(episodes: readonly Episode[], stored: readonly StoredCallback[]): CallbackPlan {
  const left = new Map(stored.toSorted((a, b) => a.id - b.id).map((row) => [row.id, row]));
  const fitting = (episode: Episode): number[] => {
    const calls = new Set(episode.missed.map(({ callId }) => callId));
    const opened = new Set(episode.openedBy.map(({ task }) => task));
    return [...left.values()]
      .filter((row) => opened.has(row.id) || row.missed.some((id) => calls.has(id)))
      .map(({ id }) => id);
  };
  const writes: CallbackPlan['writes'] = [];
  const retired: CallbackPlan['retired'] = [];
  for (const episode of episodes) {
    const [task = null] = fitting(episode);
    if (task !== null) left.delete(task);
    writes.push({ task, episode });
  }
  for (const { task, episode } of writes)
    for (const other of task === null ? [] : fitting(episode)) {
      left.delete(other);
      retired.push({ task: other, into: task });
    }
  for (const task of left.keys()) retired.push({ task, into: null });
  return { writes, retired };
}

type Clinic = Pick<Configuration, 'branches' | 'seats'>;

export function callbackColumns(episode: Episode, clinic: Clinic): CallbackColumns {
  const { missed, attempts, closed } = episode;
  const first = missed[0];
  const last = missed.at(-1);
  const branch = branchOf(episode);
  const call = closed !== null && 'call' in closed ? closed.call : null;
  const waitedFrom = first === undefined ? episode.openedAt : first.endedAt;
  const times = branch === null ? undefined : clinic.branches.get(branch);
  const talked = call === null ? null : Math.max(call.talkedAt, waitedFrom);
  return {
    callback_key: closed === null ? episode.key : null,
    state: closed === null ? 'open' : 'closed',
    branch,
    phone: episode.phone,
    person_id: episode.person,
    opened_at: new Date(episode.openedAt),
    calls: missed.length,
    attempts: attempts.length,
    first_call_id: first?.callId ?? null,
    last_call_id: last?.callId ?? null,
    last_call_at: last === undefined ? null : new Date(last.startedAt),
    last_attempt_at: attempts.length === 0 ? null : new Date(Math.max(...attempts.map(({ startedAt }) => startedAt))),
    closed_at: closed === null ? null : new Date(closed.at),
    closed_as: closed?.as ?? null,
    closing_call_id: call?.callId ?? null,
    // What a person says is no measured time.
    wait_seconds: talked === null ? null : Math.round((talked - waitedFrom) / 1000),
    working_seconds:
      talked === null
        ? null
        : times === undefined
          ? Math.round((talked - waitedFrom) / 1000)
          : workingSeconds(times, new Date(waitedFrom), new Date(talked)),
  };
}

/** Null for one that a person opened: that person said all of it. */
export function policyColumns(
  episode: Episode,
  clinic: Clinic,
  settings: TaskSettings['callbacks'],
): PolicyColumns | null {
  const asked = episode.missed.find(({ asks }) => asks);
  if (asked === undefined || episode.openedBy[0]?.at === episode.openedAt) return null;
  const { wanted, priority } = asked;
  const { dueAt, escalateAt } = dueTimes(clinic, {
    branch: branchOf(episode),
    from: new Date(asked.startedAt),
    dueMinutes: wanted?.dueMinutes ?? settings.dueMinutes,
    escalateMinutes: settings.escalateMinutes,
  });
  const owner = ownerOf(clinic, wanted === null ? settings.owner : (wanted.owner ?? 'branch'), episode.lastSeat);
  return {
    what: wanted?.what ?? null,
    priority,
    owner_seat: owner.seat,
    owner_role: owner.role,
    due_at: dueAt,
    escalate_at: escalateAt,
  };
}

function branchOf({ missed }: Episode): string | null {
  return missed.find(({ branch }) => branch !== null)?.branch ?? null;
}
