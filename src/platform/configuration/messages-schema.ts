import { z } from 'zod';
import { messageVariables, privateVariables, problemOfText } from './message-text.ts';

const text = z.string().trim().min(1).max(200);
const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);
const id = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: 'An id has small latin letters, digits and dashes, at most 40.',
});

/** Minutes since midnight. */
const clock = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'A time looks like 18:00.' })
  .transform((written) => {
    const [hours = 0, minutes = 0] = written.split(':').map(Number);
    return hours * 60 + minutes;
  });

const shared = messageVariables.filter((name) => !privateVariables.includes(name));
const bodyOf = (allowed: readonly string[]) =>
  z
    .string()
    .trim()
    .min(1)
    .max(1000)
    .superRefine((written, context) => {
      const problem = problemOfText(written, allowed);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    });
const inLanguages = (body: z.ZodType<string>, description: string, example: string) =>
  z
    .strictObject({
      ru: body.optional().meta({ description: 'In Russian.', examples: [example] }),
      en: body.optional().meta({ description: 'In English.' }),
    })
    .refine(({ ru, en }) => ru !== undefined || en !== undefined, { error: 'Write the text in one language at least.' })
    .meta({ description, examples: [`{ ru: "${example}" }`] });

const ownText = '{{ patient }}, ждем вас {{ date }} в {{ time }}. {{ clinic }} {{ phone }}';
const sharedText = 'Ждем вас {{ date }} в {{ time }}. {{ clinic }} {{ phone }}';

const templateSchema = z
  .strictObject({
    id: id.meta({
      description: 'Short permanent name of the template; rules and reminders refer to it.',
      examples: ['reminder'],
    }),
    name: text
      .optional()
      .meta({ description: 'How screens call it. Left out: by its id.', examples: ['Напоминание о приеме'] }),
    class: z.enum(['service', 'advertising']).default('service').meta({
      description:
        'service tells of the person’s own visit or call; advertising is everything that invites or offers, and goes only to those whose consent is stored.',
    }),
    text: inLanguages(
      bodyOf(messageVariables),
      `What is sent, with {{ variables }}: ${messageVariables.join(', ')}.`,
      ownText,
    ),
    shared: inLanguages(
      bodyOf(messageVariables),
      `What is sent instead to a number that several people have. Left out: the text, where it names neither ${privateVariables.join(' nor ')}; else nothing is sent.`,
      sharedText,
    ).optional(),
    templateId: text
      .optional()
      .meta({ description: 'Id of the text at the operator, where texts are registered.', examples: ['136519'] }),
  })
  .meta({ description: 'A text that is sent.' });

const reminderSchema = z
  .strictObject({
    id: id.meta({ description: 'Short permanent name of the reminder.', examples: ['evening-before'] }),
    template: text.meta({ description: 'Id of the template.', examples: ['reminder'] }),
    dayBefore: clock
      .optional()
      .meta({ description: 'The day before the visit, at this time of the branch.', examples: ['18:00'] }),
    hoursBefore: z
      .number()
      .min(0.5)
      .max(168)
      .optional()
      .meta({ description: 'So many hours before the visit.', examples: ['3'] }),
    branches: z
      .array(text)
      .min(1)
      .optional()
      .meta({ description: 'Only visits of these branches; all when left out.', examples: ['[center]'] }),
    whileOpen: z
      .boolean()
      .default(false)
      .meta({ description: 'Only while the branch is open, so that somebody answers who calls back.' }),
    answers: z.enum(['none', 'link', 'reply']).default('none').meta({
      description:
        'How people answer: by a page that the text links to ({{ link }}), by an SMS (only where the sender is a number), or not at all.',
    }),
    leastMinutesAhead: count(0, 10_080)
      .default(60)
      .meta({ description: 'Nothing is sent when the visit begins sooner than this.' }),
  })
  .refine(({ dayBefore, hoursBefore }) => (dayBefore === undefined) !== (hoursBefore === undefined), {
    error: 'Write either dayBefore or hoursBefore.',
  })
  .meta({ description: 'A reminder of a visit.' });

const language = z.enum(['ru', 'en']);

const branchMessagesSchema = z
  .strictObject({
    language: language.optional().meta({ description: 'Language of the texts of this branch.', examples: ['en'] }),
    sender: text.optional().meta({ description: 'Sender of this branch, at every account.', examples: ['Romashka'] }),
    from: clock.optional().meta({ description: 'Nothing is sent earlier in the day.', examples: ['10:00'] }),
    to: clock.optional().meta({ description: 'Nothing is sent later in the day.', examples: ['20:00'] }),
    phone: text.optional().meta({ description: 'The number that texts ask to call; the first line when left out.' }),
  })
  .meta({ description: 'Where a branch differs.' });

export const messagesSchema = z
  .strictObject({
    language: language
      .optional()
      .meta({ description: 'Language of the texts; that of the clinic when left out.', examples: ['ru'] }),
    from: clock
      .default(9 * 60)
      .meta({ description: 'Nothing is sent earlier in the day of the branch.', examples: ['09:00'] }),
    to: clock
      .default(21 * 60)
      .meta({ description: 'Nothing is sent later in the day of the branch.', examples: ['21:00'] }),
    branches: z
      .record(id, branchMessagesSchema)
      .default({})
      .meta({
        description: 'What differs in single branches, by their ids.',
        examples: ['{ north: { sender: Sever } }'],
      }),
    templates: z.array(templateSchema).default([]).meta({ description: 'Texts that are sent.' }),
    reminders: z.array(reminderSchema).default([]).meta({ description: 'Reminders of visits; none when left out.' }),
    missedCall: text.optional().meta({
      description: 'Template that a missed caller gets, on a mobile number, of the class service. Off when left out.',
      examples: ['missed-call'],
    }),
    slotOffer: text.optional().meta({
      description: 'Template that offers a free time to the waiting list; no such SMS when left out.',
      examples: ['slot-offer'],
    }),
    slotTaken: text
      .optional()
      .meta({ description: 'Template for those whose offered time was taken by another.', examples: ['slot-taken'] }),
    sharedPatient: z
      .boolean()
      .default(false)
      .meta({ description: 'Texts to a number of several people may name the patient; never the doctor.' }),
    linkAddress: z
      .url({ protocol: /^https$/, error: 'This is not an https address.' })
      .optional()
      .meta({
        description: 'Where patients reach the page of {{ link }}; short, and open to the internet.',
        examples: ['https://r.clinic.example'],
      }),
    receiptAddress: z
      .url({ protocol: /^https$/, error: 'This is not an https address.' })
      .optional()
      .meta({
        description:
          'Where SMS providers reach this server with receipts and answers (/sms/…), where they are told so with each message; linkAddress when left out.',
        examples: ['https://sms.clinic.example'],
      }),
    linkDoctor: z.boolean().default(false).meta({ description: 'The page of {{ link }} names the doctor.' }),
    stopScope: z
      .enum(['advertising', 'all'])
      .default('advertising')
      .meta({ description: 'What a person who answers СТОП gets no more.' }),
    remindedElsewhere: z
      .array(text)
      .default([])
      .meta({
        description: 'Sources of visits (MIS accounts) that remind by themselves: we send none for theirs.',
        examples: ['[ident]'],
      }),
    pricePerPart: z
      .number()
      .min(0)
      .max(1000)
      .optional()
      .meta({
        description: 'What a part costs, for previews; receipts of the provider tell the true cost.',
        examples: ['4.4'],
      }),
    maximumParts: count(1, 10).default(4).meta({ description: 'A text of more parts is not sent.' }),
    keepDays: count(1, 3650).default(365).meta({ description: 'Texts and numbers of messages are kept so many days.' }),
  })
  .superRefine((settings, context) => {
    const ids = new Set(settings.templates.map((template) => template.id));
    const refuse = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (settings.from >= settings.to) refuse(['to'], 'It must be later than from.');
    settings.templates.forEach(({ id: one }, index) => {
      if (settings.templates.findIndex((other) => other.id === one) !== index)
        refuse(['templates', index, 'id'], 'Another template has this id.');
    });
    if (settings.missedCall !== undefined) {
      const template = settings.templates.find((each) => each.id === settings.missedCall);
      if (template === undefined) refuse(['missedCall'], 'There is no such template.');
      else if (template.class !== 'service')
        refuse(['missedCall'], 'A missed call gets no advertising: class: service.');
    }
    for (const key of ['slotOffer', 'slotTaken'] as const)
      if (settings[key] !== undefined && !ids.has(settings[key])) refuse([key], 'There is no such template.');
    settings.reminders.forEach((reminder, index) => {
      const template = settings.templates.find((each) => each.id === reminder.template);
      if (!ids.has(reminder.template)) refuse(['reminders', index, 'template'], 'There is no such template.');
      else if (template?.class !== 'service')
        refuse(['reminders', index, 'template'], 'A reminder is of the class service.');
      if (settings.reminders.findIndex((other) => other.id === reminder.id) !== index)
        refuse(['reminders', index, 'id'], 'Another reminder has this id.');
      if (reminder.answers === 'link' && settings.linkAddress === undefined)
        refuse(['reminders', index, 'answers'], 'A link needs messages.linkAddress.');
      if (reminder.dayBefore !== undefined && (reminder.dayBefore < settings.from || reminder.dayBefore >= settings.to))
        refuse(['reminders', index, 'dayBefore'], 'At this time nothing is sent: see messages.from and messages.to.');
    });
  })
  .meta({ description: 'What is sent to people by SMS.' });

export type MessageSettings = z.infer<typeof messagesSchema>;
export type MessageTemplate = MessageSettings['templates'][number];
export type ReminderPolicy = MessageSettings['reminders'][number];

/** What texts to a number of several people may read. */
export const sharedVariables: readonly string[] = shared;
