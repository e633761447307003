import { z } from 'zod';
import type { RefreshReport, RefreshState } from './source-store.ts';

const count = z.number().int();
const instant = z.iso.datetime();

/** How the refreshing of a source goes, as people are shown it. */
export const refreshStateSchema = z.object({
  state: z.enum(['waiting', 'running', 'ok', 'failing']).describe('waiting: not read yet'),
  nextAt: instant.nullable(),
  progress: z.object({ rows: count, share: z.number().nullable(), startedAt: instant }).nullable(),
  error: z
    .object({ message: z.string(), kind: z.enum(['transient', 'permanent']), since: instant, times: count })
    .nullable(),
  report: z
    .object({
      ...{ rows: count, added: count, changed: count, unchanged: count, skipped: count, joined: count },
      ...{ merged: count, removed: count, erased: count, withoutPhone: count, doubtful: count, seconds: count },
      places: z.array(
        z.object({
          line: count,
          column: z.string(),
          value: z.string().describe('its shape only'),
          problem: z.string(),
          remedy: z.string(),
        }),
      ),
    })
    .nullable()
    .describe('of the last refresh that succeeded'),
});
export type RefreshStateView = z.infer<typeof refreshStateSchema>;

export function refreshStateOf(
  state: RefreshState | undefined,
  { isKnown, now }: { isKnown: boolean; now: Date },
): RefreshStateView {
  const started = state?.started_at ?? null;
  const isRunning = started !== null && state?.finished_at === null;
  return {
    state: isRunning ? 'running' : state?.last_error != null ? 'failing' : isKnown ? 'ok' : 'waiting',
    nextAt: state?.next_at.toISOString() ?? null,
    progress: isRunning
      ? { rows: state?.rows ?? 0, share: state?.share ?? null, startedAt: started.toISOString() }
      : null,
    error:
      state?.last_error == null
        ? null
        : {
            message: state.last_error,
            kind: state.error_kind ?? 'transient',
            since: (state.failing_since ?? now).toISOString(),
            times: state.failures,
          },
    report: (state?.report as RefreshReport | null | undefined) ?? null,
  };
}
