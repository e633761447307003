import { z } from 'zod';
import { callClasses, callerKinds } from '../../contracts/caller.ts';
import { directions } from '../../contracts/call-event.ts';
import { callResults, rulePriorities, taskTypes } from './rule-settings.ts';
import { readWorkingHours } from './working-hours.ts';

const text = z.string().trim().min(1).max(200);
const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);
const day = z.iso.date({ error: 'A day is written year-month-day: 2026-12-31.' });
/** A list whose only entry may stand without brackets. */
const oneOrMore = <T extends z.ZodType>(item: T, description: string, example: string) =>
  z
    .array(item)
    .min(1)
    .optional()
    .meta({ description, examples: [example], orOne: true });
const hours = (description: string, example: string) =>
  z
    .string()
    .refine((written) => readWorkingHours(written) !== null, {
      error: 'Times look like "mon-fri 20:00-24:00, sat 00:00-08:00"; a night is split at midnight.',
    })
    .optional()
    .meta({ description, examples: [example] });

const atLeastSeconds = count(0, 86_400);

const callerSchema = z
  .strictObject({
    kind: oneOrMore(z.enum(['patient', 'staff', 'contractor']), 'The person is one of these.', 'patient'),
    source: oneOrMore(text, 'The card comes from one of these sources of the directory.', 'ident'),
    noteContains: oneOrMore(
      text,
      'The note of the card or of the number has one of these words; capitals and ё do not matter.',
      'VIP',
    ),
    people: z
      .strictObject({
        atLeast: count(0, 1000)
          .optional()
          .meta({ description: 'So many or more.', examples: ['2'] }),
        atMost: count(0, 1000)
          .optional()
          .meta({ description: 'So many or fewer.', examples: ['0'] }),
      })
      .optional()
      .meta({ description: 'How many people may be calling by this number.', examples: ['{ atLeast: 2 }'] }),
    visitToday: z
      .boolean()
      .optional()
      .meta({ description: 'Has a visit on the day of the call (true), or none (false).', examples: ['true'] }),
    visitWithinDays: count(0, 365)
      .optional()
      .meta({ description: 'Has a visit ahead within so many days; 0 is today.', examples: ['3'] }),
    lastVisitDaysAgo: count(1, 36_500)
      .optional()
      .meta({ description: 'The last completed visit was so many days ago or longer.', examples: ['180'] }),
  })
  .optional()
  .meta({
    description:
      'What is known of the people with this number. One person must fit everything; if reception chose who called, that one.',
    examples: ['{ visitToday: true }'],
  });

const whenSchema = z
  .strictObject({
    account: oneOrMore(text, 'PBX accounts.', 'main-pbx'),
    line: oneOrMore(text, 'Numbers of the clinic by which the call came, as under branches.', '+7 495 000-01-01'),
    branch: oneOrMore(text, 'Branches.', 'center'),
    direction: oneOrMore(z.enum(directions), 'in: they call us; out: we call; internal: between extensions.', 'in'),
    kind: oneOrMore(z.enum(callerKinds), 'Who calls.', 'hidden'),
    class: oneOrMore(z.enum(callClasses), 'What the call counts as.', 'first-time'),
    campaign: oneOrMore(
      text,
      'Advertising channels: of the lines, on the day of the call, and of calls.channelNumbers.',
      'yandex-maps',
    ),
    number: oneOrMore(
      text,
      'The other side: whole numbers, beginnings (+7 495*), masks (+7 916 ??? 11 22) or names of numberLists.',
      'vip',
    ),
    caller: callerSchema,
    hours: z
      .enum(['open', 'closed'])
      .optional()
      .meta({ description: 'Whether the branch works then: its hours and the specialDays.', examples: ['closed'] }),
    time: hours('Days and times in the zone of the branch.', 'mon-fri 12:00-13:00'),
    dates: z
      .strictObject({
        from: day.optional().meta({ description: 'First day.', examples: ['2026-03-01'] }),
        to: day.optional().meta({ description: 'Last day, included.', examples: ['2026-03-31'] }),
      })
      .optional()
      .meta({ description: 'Days in the zone of the branch.', examples: ['{ from: 2026-03-01, to: 2026-03-31 }'] }),
    calls: z
      .strictObject({
        atLeast: count(1, 30).meta({ description: 'So many calls, this one included; 30 at most.', examples: ['3'] }),
        withinMinutes: count(1, 1440).meta({ description: 'In so many minutes up to this call.', examples: ['60'] }),
      })
      .optional()
      .meta({
        description: 'How often this number called us.',
        examples: ['{ atLeast: 3, withinMinutes: 60 }'],
      }),
    waited: z
      .strictObject({
        atLeast: atLeastSeconds.optional().meta({ description: 'Seconds.', examples: ['60'] }),
        lessThan: atLeastSeconds.optional().meta({ description: 'Seconds.', examples: ['5'] }),
      })
      .optional()
      .meta({
        description: 'How long the caller waited; known when somebody answers or the caller hangs up.',
        examples: ['{ atLeast: 60 }'],
      }),
    result: oneOrMore(
      z.enum(callResults),
      'missed: nobody answered an incoming call; unanswered: nobody answered ours. Known when somebody answers or the call ends.',
      'missed',
    ),
  })
  .prefault({})
  .meta({ description: 'All that stands here must hold; of a list one suffices. Left out: every call.' });

const popSchema = z
  .strictObject({
    when: z
      .enum(['ring', 'answer', 'never'])
      .default('ring')
      .meta({ description: 'The card opens when it rings, when somebody answers, or never.', examples: ['answer'] }),
    to: z
      .array(text)
      .min(1)
      .default(['ringing', 'supervisors'])
      .meta({
        description:
          'ringing: the workplaces whose telephone rings; supervisors: whoever watches the branch; and ids of seats.',
        examples: ['[ringing, reception-1]'],
        orOne: true,
      }),
  })
  .optional()
  .meta({ description: 'Who sees the card of the call, and when.', examples: ['{ to: [ringing, reception-1] }'] });

const answerSchema = z
  .strictObject({
    route: z
      .enum(['last-operator', 'none'])
      .optional()
      .meta({ description: 'To whoever had the last conversation; none: as without us.', examples: ['last-operator'] }),
    extension: z
      .string()
      .regex(/^[\w*#+.@-]{1,40}$/, { error: 'An extension is up to 40 digits or letters without spaces.' })
      .optional()
      .meta({ description: 'To this internal number.', examples: ['101'] }),
    menu: text.optional().meta({
      description: "To this branch of the PBX's scenario, by its code there.",
      examples: ['night'],
    }),
    callerName: z
      .string()
      .trim()
      .max(60)
      .optional()
      .meta({
        description: 'What displays of telephones show; {name} stands for the caller’s name. off: nothing.',
        examples: ['VIP {name}'],
      }),
    say: text.optional().meta({ description: 'A text for the caller, where the PBX can speak.', examples: ['Минуту'] }),
  })
  .optional()
  .meta({
    description: 'What the PBX is told while the call comes in, where it asks or can be commanded.',
    examples: ['{ extension: 101 }'],
  });

const taskSchema = z
  .strictObject({
    type: z
      .enum(taskTypes)
      .default('callback')
      .meta({
        description:
          'callback: closes by itself when the caller gets through or is called back; other: a person closes it.',
        examples: ['other'],
      }),
    what: text.meta({ description: 'What is to be done.', examples: ['Перезвонить'] }),
    dueMinutes: count(1, 43_200)
      .default(60)
      .meta({ description: 'Due after so many minutes.', examples: ['30'] }),
    countFrom: z
      .enum(['call', 'opening'])
      .default('call')
      .meta({
        description: 'The minutes count from the call, or from when the branch opens next.',
        examples: ['opening'],
      }),
    owner: text.optional().meta({
      description: 'The id of the workplace that it belongs to; left out: the branch.',
      examples: ['reception-1'],
    }),
  })
  .optional()
  .meta({
    description: 'A task is made when the call is over.',
    examples: ['{ what: Перезвонить, dueMinutes: 30 }'],
  });

const thenSchema = z
  .strictObject({
    pop: popSchema,
    answer: answerSchema,
    tags: oneOrMore(text, 'Words that are kept with the call for reports.', 'VIP'),
    ignoreInReports: z
      .boolean()
      .optional()
      .meta({ description: 'Reports do not count the call.', examples: ['true'] }),
    task: taskSchema,
    sms: z
      .strictObject({ template: text.meta({ description: 'Name of the template.', examples: ['missed-call'] }) })
      .optional()
      .meta({
        description: 'An SMS to the caller when the call is over.',
        examples: ['{ template: missed-call }'],
      }),
    mis: z
      .array(text)
      .optional()
      .meta({
        description: 'The MIS accounts that are told of the call, and no others; [] for none.',
        examples: ['[ident]'],
        orOne: true,
      }),
    priority: z
      .enum(rulePriorities)
      .optional()
      .meta({ description: 'How urgent the card and what is to be done after the call are.', examples: ['high'] }),
  })
  .meta({ description: 'What is done with the call.', examples: ['{ tags: [VIP] }'] });

/** The rules of the clinic, in order. */
export const rulesSchema = z
  .array(
    z
      .strictObject({
        name: text.meta({
          description: 'What the trace calls the rule; each its own.',
          examples: ['Ночью — в задачи'],
        }),
        when: whenSchema,
        // oxlint-disable-next-line unicorn/no-thenable -- the word of the file; nobody awaits it
        then: thenSchema,
        continue: z
          .boolean()
          .default(false)
          .meta({
            description: 'Go on with the rules below; what this rule decided stays, tags add up.',
            examples: ['true'],
          }),
      })
      .meta({
        description: 'The first rule that holds decides. See docs/rules.md. A list of one may stand without brackets.',
      }),
  )
  .max(5000)
  .default([])
  .meta({
    description: 'What is done with which calls.',
    examples: ['[{ name: Курьеры, when: { class: contractor }, then: { tags: [курьер] } }]'],
  });

export const numberListsSchema = z
  .array(
    z.strictObject({
      id: z
        .string()
        .regex(/^\p{L}[\p{L}\p{N}-]{0,39}$/u, {
          error: 'The name of a list begins with a letter and has letters, digits and dashes.',
        })
        .meta({ description: 'Short name by which rules refer to it.', examples: ['vip'] }),
      numbers: z
        .array(text)
        .min(1)
        .max(20_000)
        .meta({
          description: 'Whole numbers in any writing, beginnings (+7 495*) or masks (+7 916 ??? 11 22).',
          examples: ['[+7 916 000-11-22]'],
        }),
    }),
  )
  .default([])
  .meta({ description: 'Numbers that several rules name.', examples: ['[{ id: vip, numbers: [+7 916 000-11-22] }]'] });

const dayHours = /^(\d{1,2}):([0-5]\d)\s*[-–—]\s*(\d{1,2}):([0-5]\d)$/;

/** `10:00-15:00` in minutes since midnight, null for anything else. */
export function readDayHours(written: string): { from: number; to: number } | null {
  const [fromHour, fromMinute, toHour, toMinute] = (dayHours.exec(written.trim()) ?? []).slice(1).map(Number);
  const from = (fromHour ?? NaN) * 60 + (fromMinute ?? NaN);
  const to = (toHour ?? NaN) * 60 + (toMinute ?? NaN);
  return from < to && to <= 24 * 60 ? { from, to } : null;
}

export const specialDaysSchema = z
  .array(
    z.strictObject({
      from: day.meta({ description: 'First day.', examples: ['2026-12-31'] }),
      to: day
        .optional()
        .meta({ description: 'Last day, included; left out: only the first.', examples: ['2027-01-08'] }),
      name: text.optional().meta({ description: 'For people.', examples: ['Новогодние каникулы'] }),
      hours: z
        .string()
        .refine((written) => readDayHours(written) !== null, { error: 'Hours of a day look like "10:00-15:00".' })
        .optional()
        .meta({ description: 'When it is open on these days; left out: closed.', examples: ['10:00-15:00'] }),
      branches: oneOrMore(text, 'Which branches; left out: all.', 'center'),
    }),
  )
  .max(1000)
  .default([])
  .meta({
    description: 'Holidays and short days: they replace the weekly hours of the branches.',
    examples: ['[{ from: 2026-12-31, to: 2027-01-08 }]'],
  });

export const campaignsSchema = z
  .array(
    z.strictObject({
      name: text.meta({ description: 'The advertising channel.', examples: ['yandex-maps'] }),
      source: text.optional().meta({ description: 'Where it is placed.', examples: ['yandex'] }),
      from: day.optional().meta({ description: 'First day; left out: always was.', examples: ['2026-03-01'] }),
      to: day.optional().meta({ description: 'Last day, included; left out: goes on.', examples: ['2026-05-31'] }),
      costPerMonth: z
        .number()
        .min(0)
        .max(1e9)
        .optional()
        .meta({ description: "What it costs a month, in the clinic's currency.", examples: ['45000'] }),
    }),
  )
  .default([])
  .meta({
    description: 'Channels whose calls came by this line, with their dates; before them and between them: campaign.',
    examples: ['[{ name: yandex-maps, from: 2026-03-01, costPerMonth: 45000 }]'],
  });
