import { z } from 'zod';

const text = z.string().trim().min(1).max(200);
const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);

/** Why a call counts as missed. */
export const missedKinds = ['no-answer', 'short', 'voicemail', 'in-menu'] as const;
export type MissedKind = (typeof missedKinds)[number];

/** Types of tasks that every clinic has. */
export const builtInTaskTypes = [
  'callback',
  'request',
  'confirm-visit',
  'offer-slot',
  'waiting-list',
  'visit-cancelled',
  'late-patient',
  'other',
] as const;
export type BuiltInTaskType = (typeof builtInTaskTypes)[number];

/** Owners that are no workplace. */
export const taskOwnerWords = ['branch', 'responsible', 'reception', 'senior', 'manager'] as const;

const owner = text.default('branch').meta({
  description:
    'Whose it is: branch (whoever is free there), responsible (the workplace that last talked with the person), a role (reception, senior, manager) or the id of a workplace.',
  examples: ['reception-1'],
});
const dueMinutes = (standard: number) =>
  count(1, 43_200)
    .default(standard)
    .meta({ description: 'Due after so many minutes of the working time of the branch.' });

const callbacksSchema = z
  .strictObject({
    of: z
      .array(z.enum(missedKinds))
      .default(['no-answer', 'short', 'voicemail', 'in-menu'])
      .meta({
        description:
          'Missed calls that make a task: no-answer, short (hung up within 5 seconds), voicemail, in-menu (no telephone rang: hung up in the menu, or all telephones are off). A kind that is left out only counts where a task is open.',
        examples: ['[no-answer, voicemail]'],
      }),
    outOfHours: z
      .boolean()
      .default(true)
      .meta({ description: 'Calls while the branch is closed make tasks, too; they are due after it opens.' }),
    contractors: z.boolean().default(false).meta({ description: 'Missed calls of contractors make tasks.' }),
    siteCallbacks: z
      .array(text)
      .default(['CallbackWidget', 'sitephone'])
      .meta({
        description:
          'What the PBX calls the source of a call that a visitor of the site ordered. It places such a call itself, as outgoing; where nobody talked a task is made.',
        examples: ['[CallbackWidget, sitephone]'],
      }),
    dueMinutes: dueMinutes(15),
    escalateMinutes: count(1, 43_200)
      .default(30)
      .meta({ description: 'So many working minutes after it was due a task is shown to the senior.' }),
    owner,
    calledBackSeconds: count(0, 600).default(15).meta({
      description:
        'Our call closes the task when the talk was so long; a shorter one may be the voice assistant of the operator and counts as an attempt.',
    }),
    gotThroughSeconds: count(0, 600).default(0).meta({
      description: 'A call of the person closes the task when it was answered and the talk was so long.',
    }),
    household: z
      .boolean()
      .default(false)
      .meta({ description: 'A talk with anybody of the household closes the task, too.' }),
    lateHours: count(1, 168).default(12).meta({
      description: 'A missed call that is learnt of so many hours later makes no task.',
    }),
  })
  .meta({ description: 'Missed calls that are to be called back. A rule with a task says it for its own calls.' });

const offersSchema = z
  .strictObject({
    way: z
      .enum(['task', 'sms'])
      .default('task')
      .meta({ description: 'How a slot is offered: by a task for the reception, or by SMS to a mobile number.' }),
    atOnce: count(1, 10).default(1).meta({ description: 'So many people are offered a slot at the same time.' }),
    replyMinutes: count(1, 1440).default(30).meta({
      description: 'After so many working minutes without an answer the next person is offered the slot.',
    }),
    leastMinutesAhead: count(0, 10_080)
      .default(120)
      .meta({ description: 'A slot that begins sooner than this is offered to nobody.' }),
    owner,
  })
  .meta({ description: 'Slots that turn free, offered to the waiting list.' });

const ownTypeSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
        error: 'An id has small latin letters, digits and dashes, at most 40.',
      })
      .refine((id) => !(builtInTaskTypes as readonly string[]).includes(id), {
        error: 'Every clinic has this type already.',
      })
      .meta({ description: 'Short permanent name of the type.', examples: ['ask-xray'] }),
    name: z
      .strictObject({
        ru: text.meta({ description: 'In Russian.', examples: ['Запросить снимок'] }),
        en: text.optional().meta({ description: 'In English; the Russian one when left out.' }),
      })
      .meta({ description: 'What the screen calls it.', examples: ['{ ru: Запросить снимок, en: Ask for an X-ray }'] }),
    dueMinutes: dueMinutes(480),
    owner,
  })
  .meta({ description: 'A type of tasks of your own.' });

export const tasksSchema = z
  .strictObject({
    callbacks: callbacksSchema.prefault({}),
    offers: offersSchema.prefault({}),
    visitCancelled: z
      .boolean()
      .default(false)
      .meta({ description: 'A patient who cancels a visit is to be called: a task visit-cancelled is made.' }),
    latePatientMinutes: count(1, 240)
      .optional()
      .meta({
        description:
          'A patient who is expected and not marked as arrived so many minutes after the visit began is to be called: a task late-patient is made. Only for visits of a source that marks arrivals and was read since then. Left out: no such task.',
        examples: ['10'],
      }),
    types: z
      .array(ownTypeSchema)
      .max(50)
      .default([])
      .meta({ description: 'Types of tasks of your own.', examples: ['[]'] }),
    keepDays: count(30, 3650).default(730).meta({
      description: 'Closed tasks, and entries of the waiting list that are over, are kept so many days.',
    }),
  })
  .meta({ description: 'What is to be done after calls and with freed slots.' });

export type TaskSettings = z.infer<typeof tasksSchema>;
export type OwnTaskType = TaskSettings['types'][number];

const standard: TaskSettings = tasksSchema.parse({});

/** The settings of a configuration, or those of a file that says nothing of tasks. */
export function taskSettings(configuration: { tasks?: TaskSettings | undefined }): TaskSettings {
  return configuration.tasks ?? standard;
}
