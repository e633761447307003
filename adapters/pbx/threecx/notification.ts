import { z } from 'zod';
import { textOf } from '../../kit/text-of.ts';

/** A variable that this version of 3CX does not know, or has no value for, may arrive as it was written: `[Agent]`. */
const variable = z
  .unknown()
  .optional()
  .transform((value) => {
    const text = textOf(value);
    return text === null || /^\[[\w.]+\]$/.test(text) ? null : text;
  });

/** What the template makes of a finished call. The names are ours, the variables behind them are in `templates.ts`. */
export const notificationSchema = z.object({
  call_type: variable,
  number: variable,
  agent: variable,
  duration: variable,
  started_at: variable,
  answered_at: variable,
  ended_at: variable,
  recording_url: variable,
});
export type Notification = z.infer<typeof notificationSchema>;

export const fieldNames = { extension: 'agent', recording: 'recording_url' } as const;
