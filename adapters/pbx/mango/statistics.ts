import { z } from 'zod';
import { numberField, textField } from '../../kit/field.ts';
import { textOf } from '../../kit/text-of.ts';
import { timeOf } from '../../kit/time-of.ts';

const time = z
  .unknown()
  .optional()
  .transform((value) => timeOf(value, 'unix', 'UTC'));
const flag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 1 || value === 'true' || value === '1');
/** The vendor's example has a list beside a list; one value stands for itself. */
const ids = z
  .unknown()
  .optional()
  .transform((value) =>
    [value]
      .flat(3)
      .map(textOf)
      .filter((id) => id !== null),
  );
/** What cannot be read is left out; the row still tells the call. */
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .unknown()
    .optional()
    .transform((value) =>
      (Array.isArray(value) ? value : []).flatMap((one) => {
        const read = item.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    );

const memberSchema = z.object({
  /** `number`, `user`, `group`, `conference`. */
  call_type: textField,
  /** The group of a group, else the employee, who called or was called. */
  call_abonent_id: textField,
  call_start_time: time,
  call_answer_time: time,
  call_end_time: time,
  talk_duration: numberField,
  call_end_reason: textField,
  recording_id: ids,
  ModeListen: flag,
  ModePrompt: flag,
});
const legSchema = memberSchema.extend({ members: list(memberSchema) });

export const statisticsRowSchema = z.object({
  /** At most 128 bytes by the document. */
  entry_id: z.unknown().transform(textOf).pipe(z.string().max(128)),
  /** 1 incoming, 2 outgoing, 3 internal. */
  context_type: numberField,
  caller_id: textField,
  caller_number: textField,
  called_number: textField,
  context_start_time: time,
  duration: numberField,
  talk_duration: numberField,
  /** 4 ordered, 5 ordered by the widget, 6 called back to a group. */
  context_init_type: numberField,
  context_calls: list(legSchema),
});
export type StatisticsRow = z.output<typeof statisticsRowSchema>;
export type StatisticsLeg = z.output<typeof memberSchema>;

/** One list a day in an array; a list alone where a program met one. */
const dayRows = z.object({ list: z.array(z.unknown()) });
export const statisticsSchema = z.object({
  status: z.string(),
  data: z
    .unknown()
    .optional()
    .transform((value) => [value].flat().flatMap((day) => dayRows.safeParse(day).data?.list ?? [])),
});
