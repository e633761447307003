import ipaddr from 'ipaddr.js';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { answersSchema, tagTextsSchema } from './answering-schema.ts';
import { appointmentsSchema } from './appointments-schema.ts';
import { directorySchema } from './directory-schema.ts';
import { messagesSchema } from './messages-schema.ts';
import { recordingPlaceSchema, recordingsSchema } from './recordings-schema.ts';
import { reportsSchema } from './reports-schema.ts';
import { campaignsSchema, numberListsSchema, rulesSchema, specialDaysSchema } from './rules-schema.ts';
import { serverSchema, signInSchema } from './server-schema.ts';
import { tasksSchema } from './tasks-schema.ts';
import { isTimeZone } from './time-zones.ts';
import { readWorkingHours } from './working-hours.ts';

const id = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: 'An id has small latin letters, digits and dashes, at most 40.',
});
const text = z.string().trim().min(1).max(200);
const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);

const clinicSchema = z
  .strictObject({
    name: text.meta({ description: 'Name of the clinic as the screen shows it.', examples: ['Клиника «Ромашка»'] }),
    country: z
      .string()
      .refine(isSupportedCountry, { error: 'This is not a country code.' })
      .meta({
        description:
          'Two capital letters of ISO 3166. Numbers without a country code are read as numbers of this country.',
        examples: ['RU'],
      })
      .default('RU'),
    language: z
      .enum(['ru', 'en'])
      .meta({ description: 'Language of the screen until a person chooses another.', examples: ['ru'] })
      .default('ru'),
  })
  .meta({ description: 'The organisation.', examples: ['{ name: Клиника «Ромашка» }'] });

const lineSchema = z
  .strictObject({
    number: z.string().meta({
      description: 'The public number, in any usual writing, with its city code.',
      examples: ['+7 495 000-01-01'],
    }),
    name: text.meta({ description: 'What the screen calls the line.', examples: ['Сайт'] }),
    campaign: text
      .optional()
      .meta({ description: 'Advertising channel whose calls come by this line.', examples: ['yandex-maps'] }),
    campaigns: campaignsSchema,
    purpose: text
      .optional()
      .meta({ description: 'What the line is for, in your own words.', examples: ['страховые компании'] }),
    disabled: z
      .boolean()
      .default(false)
      .meta({ description: 'The line is given up: calls by it are kept but shown to nobody.', examples: ['true'] }),
  })
  .meta({ description: 'A public number of the clinic.', examples: ['{ number: +7 495 000-01-01, name: Сайт }'] });

const extension = z
  .string()
  .regex(/^[\w*#+.@-]{1,40}$/, { error: 'An extension is up to 40 digits or letters without spaces.' });

const seatSchema = z
  .strictObject({
    id: id.meta({
      description: 'Short permanent name of the workplace; tokens of screens refer to it.',
      examples: ['reception-1'],
    }),
    name: text.meta({ description: 'What the screen calls the workplace.', examples: ['Ресепшен 1'] }),
    extensions: z
      .array(extension)
      .default([])
      .meta({ description: 'Internal numbers of the PBX that ring at this workplace.', examples: ['[101]'] }),
    groupExtensions: z
      .array(extension)
      .default([])
      .meta({
        description:
          'Internal numbers that ring at several workplaces, where the PBX cannot tell who answered: whoever did presses «Трубка».',
        examples: ['[600]'],
      }),
    account: id.optional().meta({
      description: 'PBX account that dials for this workplace; needed only where several accounts can.',
      examples: ['main-pbx'],
    }),
    booksInMis: z.boolean().default(true).meta({
      description:
        'The MIS is open at this workplace. false: it is not (a shared call centre), so its card makes requests that the MIS takes.',
    }),
  })
  .meta({
    description: 'A workplace with a screen.',
    examples: ['{ id: reception-1, name: Ресепшен 1, extensions: [101] }'],
  });

const branchSchema = z
  .strictObject({
    id: id.meta({ description: 'Short permanent name of the branch.', examples: ['center'] }),
    name: text.meta({ description: 'What the screen calls the branch.', examples: ['Центр'] }),
    zone: z
      .string()
      .refine(isTimeZone, { error: 'This is not the name of a time zone.' })
      .meta({ description: 'Time zone, by its IANA name.', examples: ['Europe/Moscow'] }),
    areaCode: z
      .string()
      .regex(/^\d{2,5}$/, { error: 'A city code is 2 to 5 digits.' })
      .optional()
      .meta({ description: 'City code that is put before local numbers, without 8 or +7.', examples: ['495'] }),
    hours: z
      .string()
      .refine((written) => readWorkingHours(written) !== null, {
        error: 'Working hours look like "mon-fri 09:00-21:00, sat 10:00-18:00" or "пн-пт 9-21, сб 10-18".',
      })
      .optional()
      .meta({
        description:
          'When the branch is open, in its zone. Silence of a line counts within these hours only; left out: whenever calls are usual.',
        examples: ['mon-fri 09:00-21:00, sat 10:00-18:00'],
      }),
    lines: z
      .array(lineSchema)
      .default([])
      .meta({ description: 'Public numbers of this branch.', examples: ['[]'] }),
    seats: z
      .array(seatSchema)
      .default([])
      .meta({ description: 'Workplaces of this branch.', examples: ['[]'] }),
  })
  .meta({ description: 'A site of the clinic.' });

const allowFrom = z
  .array(z.string().refine(isAddressRange, { error: 'This is neither an address nor a range in CIDR.' }))
  .default([])
  .meta({
    description: 'Addresses and CIDR ranges that may call us for this account. Empty: any.',
    examples: ['[203.0.113.7, 198.51.100.0/24]'],
  });

const reconcileSchema = z
  .strictObject({
    everyMinutes: count(1, 1440)
      .default(15)
      .meta({ description: "How often the PBX's own list of calls is compared with ours.", examples: ['15'] }),
    initialDays: count(1, 365)
      .optional()
      .meta({
        description: 'So many days of calls before the first start are fetched once; none when left out.',
        examples: ['30'],
      }),
  })
  .prefault({});

const pollSchema = z.strictObject({
  everySeconds: count(5, 3600).meta({
    description: 'How often the PBX is asked for its calls; never oftener than its provider allows.',
    examples: ['15'],
  }),
});

const accountId = id.meta({
  description: 'Short permanent name of the account; it is a part of its address.',
  examples: ['main-pbx'],
});

/** What every PBX account has; the provider's own settings stand beside these keys. */
export const pbxAccountSchema = z.looseObject({
  id: accountId,
  provider: text.meta({ description: 'The telephone system, by the name of its adapter.' }),
  allowFrom,
  forwardTo: z
    .url({ protocol: /^https?$/, error: 'This is not a web address.' })
    .optional()
    .meta({
      description: 'A former receiver that gets a copy of every request of the PBX.',
      examples: ['https://crm.example.com/calls'],
    }),
  settleSeconds: count(0, 3600)
    .optional()
    .meta({
      description:
        "Seconds after the end of a call before its result counts as final; the provider's own default when left out.",
      examples: ['15'],
    }),
  recordings: recordingPlaceSchema.meta({
    description: 'Where the recordings of this account are kept, where otherwise than those of the clinic.',
    examples: ['{ keep: copy, days: 90 }'],
  }),
  answers: answersSchema.meta({
    description: 'What the PBX is told about a call that comes in, where it asks or can be commanded.',
  }),
  writeTags: z
    .boolean()
    .default(false)
    .meta({
      description: 'The class of a finished call is written to the PBX as a tag, where it has tags.',
      examples: ['true'],
    }),
  tagTexts: tagTextsSchema.meta({ description: 'What the tags of writeTags say; an empty text writes none.' }),
  reconcile: reconcileSchema.meta({
    description: 'Calls whose notifications were lost are found in the history of the PBX, where it has one.',
  }),
  poll: pollSchema.optional().meta({
    description: 'For a clinic without an open port: the PBX is asked for its calls instead of sending notifications.',
  }),
});

/** What every MIS account has; the provider's own settings stand beside these keys. */
export const misAccountSchema = z.looseObject({
  id: accountId,
  provider: text.meta({ description: 'The MIS or CRM, by the name of its adapter.' }),
  allowFrom,
});

/** What every SMS account has; the provider's own settings stand beside these keys. */
export const smsAccountSchema = z.looseObject({
  id: accountId,
  provider: text.meta({ description: 'The SMS provider, by the name of its adapter.' }),
  allowFrom,
  sender: text
    .optional()
    .meta({ description: "Who the message is from, as agreed with the provider; the account's own when left out." }),
  receiptSecret: z
    .string()
    .regex(/^[A-Za-z0-9._~-]{16,100}$/, { error: 'A secret has 16 letters, digits and . _ ~ - at least.' })
    .optional()
    .meta({
      description: 'Last part of the address by which the provider tells receipts and answers; without it none come.',
      examples: ['${env:SMS_RECEIPTS}'],
      secret: true,
    }),
  minimumBalance: z
    .number()
    .min(0)
    .optional()
    .meta({ description: 'Below this much money a warning is shown.', examples: ['500'] }),
});

const accountsSchema = z
  .strictObject({
    pbx: z.array(pbxAccountSchema).default([]).meta({ description: 'Telephone systems.' }),
    mis: z.array(misAccountSchema).default([]).meta({ description: 'Medical information systems and CRMs.' }),
    sms: z.array(smsAccountSchema).default([]).meta({
      description:
        'SMS providers, in order of preference: the next one sends only what the ones before it certainly did not take and cannot take now.',
    }),
  })
  .meta({ description: 'Connections to outside systems.' });

const callsSchema = z
  .strictObject({
    expireAfterMinutes: count(5, 1440)
      .default(120)
      .meta({ description: 'Without an end for this long a call is closed as expired.' }),
    quietAfterMinutes: count(1, 1440).default(10).meta({
      description:
        'A call whose telephones are all put down is closed so long after the last word of it, where the PBX knows no more.',
    }),
    lateAfterMinutes: count(1, 1440).default(10).meta({
      description: 'A call that is older than this when it is learnt of is shown to nobody as live and sends no SMS.',
    }),
    directoryFreshDays: count(1, 365).default(7).meta({
      description: 'For so many days after a refresh of the directory an unseen number counts as a first-time caller.',
    }),
    ownVisitHours: z
      .number()
      .min(0)
      .max(48)
      .default(2)
      .meta({ description: "A visit counts as the caller's own for so many hours after its planned end." }),
    householdLimit: count(1, 100)
      .default(8)
      .meta({ description: 'A number on more cards than this is a shared number, not a household.' }),
    sharedNumbers: z
      .array(z.string())
      .default([])
      .meta({
        description: "Numbers that never identify anybody, beside the clinic's own lines.",
        examples: ['[+7 495 000-01-99]'],
      }),
    channelNumbers: z
      .array(
        z.strictObject({
          number: z.string().meta({
            description: 'The number that calls show, in any usual writing, with its city code.',
            examples: ['+7 495 000-01-98'],
          }),
          channel: text.meta({
            description: 'The advertising channel that these calls come from.',
            examples: ['prodoctorov'],
          }),
        }),
      )
      .default([])
      .meta({
        description:
          'Numbers that an aggregator or a call tracker puts in place of the caller: the channel is known, the person is not.',
        examples: ['[{ number: +7 495 000-01-98, channel: prodoctorov }]'],
      }),
    spamCalls: count(2, 100)
      .default(5)
      .meta({ description: 'So many short calls of one number in a short time are spam.' }),
    spamWithinSeconds: count(1, 3600).default(60).meta({ description: 'The short time of spamCalls, in seconds.' }),
    spamShorterThanSeconds: count(1, 60)
      .default(3)
      .meta({ description: 'A call is short for spamCalls when it ends sooner than this, in seconds.' }),
  })
  .meta({ description: 'How calls are judged.' });

const popsSchema = z
  .strictObject({
    heartbeatSeconds: count(1, 300)
      .default(15)
      .meta({ description: 'How often the server asks a screen whether it is still there.' }),
    maximumUnsentBytes: count(16_384, 67_108_864).default(1_048_576).meta({
      description: 'A screen that is further behind than this is disconnected; it reconnects and catches up.',
    }),
    replayHours: count(1, 168)
      .default(24)
      .meta({ description: 'How long a screen that reconnects may ask for what it missed.' }),
  })
  .meta({ description: 'Incoming calls on the screens.' });

const retentionSchema = z
  .strictObject({
    rawDays: count(1, 3650)
      .default(30)
      .meta({ description: 'Requests of the PBX are kept as they came for so many days.' }),
    eventKeyDays: count(7, 3650)
      .default(90)
      .meta({ description: 'For so many days a repeated notification is recognised at once.' }),
    exchangeDays: count(1, 3650)
      .default(30)
      .meta({ description: 'What a MIS that asks us asked, and what it got, is shown for so many days.' }),
  })
  .meta({ description: 'How long things are kept.' });

/** The configuration file as it is written. Settings of providers stand in their accounts and are checked by the adapters. */
export const fileSchema = z.strictObject({
  clinic: clinicSchema,
  branches: z
    .array(branchSchema)
    .min(1)
    .meta({
      description: 'Sites of the clinic; one at least.',
      examples: ['[{ id: center, name: Центр, zone: Europe/Moscow }]'],
    }),
  accounts: accountsSchema.prefault({}),
  calls: callsSchema.prefault({}),
  pops: popsSchema.prefault({}),
  retention: retentionSchema.prefault({}),
  server: serverSchema.prefault({}),
  signIn: signInSchema.prefault({}),
  recordings: recordingsSchema.prefault({}),
  directory: directorySchema.prefault({}),
  appointments: appointmentsSchema.prefault({}),
  reports: reportsSchema.prefault({}),
  specialDays: specialDaysSchema,
  numberLists: numberListsSchema,
  rules: rulesSchema,
  tasks: tasksSchema.prefault({}),
  messages: messagesSchema.prefault({}),
});
export type ConfigurationFile = z.infer<typeof fileSchema>;

function isAddressRange(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const bits = ipaddr.IPv4.isValidFourPartDecimal(address) ? 32 : ipaddr.IPv6.isValid(address) ? 128 : undefined;
  if (bits === undefined || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}
