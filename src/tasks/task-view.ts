import { z } from 'zod';
import { callClasses } from '../contracts/caller.ts';
import { roles } from '../contracts/role.ts';
import { closings, type TaskRow } from './task-row.ts';

const instant = z.iso.datetime();
const seconds = z.number().int().nullable();

export const taskTypeSchema = z.object({
  id: z.string(),
  name: z.object({ ru: z.string(), en: z.string() }),
  dueMinutes: z.number().int().describe('working minutes of the branch'),
  builtIn: z.boolean().describe('every clinic has it; the others stand in the configuration'),
});

/** A task as the API shows it. Times are RFC 3339 UTC, `zone` is the branch's. */
export const taskViewSchema = z.object({
  id: z.string(),
  type: z.string().describe('callback, confirm-visit, offer-slot, … or a type of the clinic; see /tasks/types'),
  state: z.enum(['open', 'closed']),
  what: z.string().nullable().describe('in the words of a rule or a person; null: the name of the type says it'),
  note: z.string().nullable(),
  priority: z.enum(['high', 'normal', 'low']).nullable(),
  branch: z.string().nullable(),
  zone: z.string().nullable(),
  phone: z.string().nullable().describe('E.164'),
  person: z.object({ id: z.string(), name: z.string() }).nullable().describe('of the directory'),
  name: z.string().nullable().describe('of somebody who is not in the directory'),
  owner: z.object({
    seat: z.string().nullable(),
    role: z.enum(roles).nullable().describe('seat and role null: whoever is free in the branch'),
    name: z.string().nullable().describe('who took it'),
  }),
  dueAt: instant.nullable(),
  overdue: z.boolean(),
  escalated: z.boolean().describe('shown to the senior: it was not done in time'),
  openedAt: instant.describe('when the first call came, or when it was made'),
  createdAt: instant,
  createdBy: z.string().nullable().describe('null: by a call, a visit or a slot'),
  calls: z.number().int().describe('missed calls that it stands for'),
  attempts: z.number().int().describe('tries of ours without a talk'),
  firstCallId: z.string().nullable(),
  lastCallId: z.string().nullable(),
  lastCallAt: instant.nullable(),
  lastAttemptAt: instant.nullable(),
  lastCall: z
    .object({
      class: z.enum(callClasses).nullable(),
      missedReason: z.string().nullable(),
      line: z.string().nullable(),
      recording: z.boolean().describe('a voice message, or the talk of the try'),
    })
    .nullable()
    .describe('the last missed call'),
  closed: z
    .object({
      at: instant,
      as: z.enum(closings),
      reason: z.string().nullable().describe('another-phone, messenger, … as the person said'),
      note: z.string().nullable(),
      by: z.string().nullable().describe('null: by itself'),
      callId: z.string().nullable().describe('the talk that closed it'),
      waitSeconds: seconds.describe('from the end of the first missed call to the talk; null when closed by hand'),
      workingSeconds: seconds.describe('of these, while the branch was open'),
    })
    .nullable(),
  mergedInto: z.string().nullable(),
  visitId: z.string().nullable(),
  wishId: z.string().nullable(),
  offer: z
    .object({
      id: z.string(),
      state: z.string(),
      replyBy: instant.nullable(),
      slot: z.object({
        id: z.string(),
        doctor: z.string(),
        branch: z.string().nullable(),
        startsAt: instant,
        minutes: z.number().int(),
        state: z.enum(['open', 'taken', 'gone', 'over']),
        takenBy: z.string().nullable(),
      }),
    })
    .nullable()
    .describe('of a task offer-slot'),
  requests: z
    .array(
      z.object({
        id: z.string(),
        source: z.enum(['site', 'seat']),
        askedAt: instant,
        comment: z.string().nullable(),
        doctor: z.string().nullable(),
        planStart: instant.nullable(),
        form: z.string().nullable(),
        phoneWritten: z.string().nullable().describe('where it cannot be read as a number'),
      }),
    )
    .describe('what was asked for on the site, the latest first; see /requests'),
  change: z.string().describe('ascends with every change of any task; see `since`'),
});
export type TaskView = z.infer<typeof taskViewSchema>;

export const taskEventSchema = z.object({
  at: instant,
  who: z.string().nullable().describe('null: it happened by itself'),
  what: z.string().describe('opened, taken, released, changed, attempt, escalated, closed, reopened'),
  detail: z.record(z.string(), z.unknown()).nullable(),
});

export const taskDetailSchema = taskViewSchema.extend({
  linked: z.array(z.object({ callId: z.string(), role: z.enum(['missed', 'attempt', 'closing']), at: instant })),
  events: z.array(taskEventSchema),
});
export type TaskDetail = z.infer<typeof taskDetailSchema>;

export type ListedTask = TaskRow & {
  person_name: string | null;
  requests: {
    id: string;
    source: 'site' | 'seat';
    askedAt: string;
    comment: string | null;
    doctor: string | null;
    planStart: string | null;
    form: string | null;
    phoneWritten: string | null;
  }[];
  call: { class: string | null; reason: string | null; line: string | null; recording: boolean } | null;
  offer: {
    id: number;
    state: string;
    replyBy: string | null;
    slot: {
      id: number;
      doctor: string;
      branch: string | null;
      startsAt: string;
      minutes: number;
      state: 'open' | 'taken' | 'gone' | 'over';
      takenBy: string | null;
    };
  } | null;
};

export function taskView(row: ListedTask, now: Date, zoneOf: (branch: string | null) => string | null): TaskView {
  const open = row.state === 'open';
  return {
    id: String(row.id),
    ...{ type: row.type, state: row.state, what: row.what, note: row.note, priority: row.priority },
    ...{ branch: row.branch, zone: zoneOf(row.branch), phone: row.phone, name: row.name },
    person:
      row.person_id === null || row.person_name === null ? null : { id: String(row.person_id), name: row.person_name },
    owner: { seat: row.owner_seat, role: row.owner_role, name: row.owner_name },
    dueAt: at(row.due_at),
    overdue: open && row.due_at !== null && row.due_at < now,
    escalated: open && row.escalated_at !== null,
    openedAt: row.opened_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    calls: row.calls,
    attempts: row.attempts + row.attempts_said,
    firstCallId: id(row.first_call_id),
    lastCallId: id(row.last_call_id),
    lastCallAt: at(row.last_call_at),
    lastAttemptAt: at(row.last_attempt_at),
    lastCall:
      row.call === null
        ? null
        : {
            class: row.call.class as NonNullable<TaskView['lastCall']>['class'],
            missedReason: row.call.reason,
            line: row.call.line,
            recording: row.call.recording,
          },
    closed:
      row.closed_at === null || row.closed_as === null
        ? null
        : {
            at: row.closed_at.toISOString(),
            ...{ as: row.closed_as, reason: row.close_reason, note: row.close_note, by: row.closed_by },
            ...{ callId: id(row.closing_call_id), waitSeconds: row.wait_seconds, workingSeconds: row.working_seconds },
          },
    mergedInto: id(row.merged_into),
    visitId: id(row.visit_id),
    wishId: id(row.wish_id),
    offer:
      row.offer === null
        ? null
        : {
            ...{ id: String(row.offer.id), state: row.offer.state, replyBy: instantOf(row.offer.replyBy) },
            slot: {
              ...row.offer.slot,
              id: String(row.offer.slot.id),
              startsAt: new Date(row.offer.slot.startsAt).toISOString(),
            },
          },
    requests: row.requests.map(({ askedAt, planStart, ...request }) => ({
      ...request,
      askedAt: new Date(askedAt).toISOString(),
      planStart: instantOf(planStart),
    })),
    change: String(row.change),
  };
}

function id(value: number | null): string | null {
  return value === null ? null : String(value);
}

function at(value: Date | null): string | null {
  return value === null ? null : value.toISOString();
}

/** A time out of JSON. */
function instantOf(value: string | null): string | null {
  return value === null ? null : new Date(value).toISOString();
}
