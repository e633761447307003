import { z } from 'zod';
import { e164Schema } from '../../../src/contracts/phone-number.ts';
import { isZone } from '../../kit/instant-of.ts';
import { numberSettings } from '../../kit/number-settings.ts';

const channelPattern = z.string().min(1).max(80);

/** `*` stands for anything. */
const patterns = z.array(channelPattern);

const expression = z
  .string()
  .max(200)
  .refine(
    (text) => {
      try {
        return text.includes('(') && new RegExp(text) instanceof RegExp;
      } catch {
        return false;
      }
    },
    { error: 'This is no regular expression with a group in parentheses.' },
  );

const cdrFile = z.strictObject({
  file: z
    .string()
    .min(1)
    .meta({
      description: 'The CSV file with finished calls, as this machine sees it.',
      examples: ['/var/log/asterisk/cdr-custom/trubka.csv'],
    }),
  columns: z
    .array(z.string())
    .optional()
    .meta({
      description: 'Names of the columns in order, where they are not those of the mapping in the README.',
      examples: [
        '[accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata, start, answer, end, duration, billsec, disposition, amaflags, uniqueid, userfield]',
      ],
    }),
});

const cdrDatabase = z.strictObject({
  database: z
    .url({ protocol: /^(?:mysql|mariadb)$/, error: 'This is not an address like mysql://user@host/asteriskcdrdb.' })
    .meta({
      writeOnly: true,
      description: 'MariaDB or MySQL with finished calls, and a user who may read the table.',
      examples: ['${env:ASTERISK_CDR_URL}'],
    }),
  table: z
    .string()
    .regex(/^\w{1,64}(?:\.\w{1,64})?$/, { error: 'This is no name of a table.' })
    .default('cdr')
    .meta({ description: 'The table.', examples: ['cdr'] }),
});

const pbxFolder = z
  .string()
  .startsWith('/')
  .default('/var/spool/asterisk/monitor')
  .meta({
    description: 'The folder of recordings as Asterisk sees it; cut off from the names that it tells.',
    examples: ['/var/spool/asterisk/monitor'],
  });

const recordings = z.union([
  z.strictObject({
    pbxFolder,
    folder: z
      .string()
      .min(1)
      .meta({
        description: 'The folder of recordings, as this machine sees it. Nothing outside of it is ever read.',
        examples: ['/var/spool/asterisk/monitor'],
      }),
    path: z
      .string()
      .default('{year}/{month}/{day}/*-{uniqueid}.wav')
      .meta({
        description:
          'Where in the folder the file of a call is: {year} {month} {day} of its start, {uniqueid} of the recorded channel, {linkedid} of the call; * stands for anything within one name. Not needed where the manager user may read dialplan events: then Asterisk tells the name itself.',
        examples: ["'{year}/{month}/{day}/*-{uniqueid}.wav'"],
      }),
  }),
  z.strictObject({
    pbxFolder,
    url: z.url({ protocol: /^https?$/, error: 'This is not a web address.' }).meta({
      description: 'Web address of the folder of recordings, for a PBX on another machine.',
      examples: ['https://pbx.example.com/monitor'],
    }),
    user: z
      .string()
      .optional()
      .meta({ description: 'User of HTTP basic authentication.', examples: ['trubka'] }),
    password: z
      .string()
      .optional()
      .meta({ writeOnly: true, description: 'Its password.', examples: ['${env:ASTERISK_FILES_PASSWORD}'] }),
    path: z
      .string()
      .default('{year}/{month}/{day}/{uniqueid}.wav')
      .meta({ description: 'The same as for a folder; over HTTP a name cannot be searched for, so without *.' })
      .refine((path) => !path.includes('*'), { error: 'Over HTTP the path cannot have a *.' }),
  }),
]);

export const asteriskSettings = z.strictObject({
  host: z
    .string()
    .min(1)
    .meta({ description: 'Host name or address of Asterisk.', examples: ['127.0.0.1'] }),
  port: z.int().min(1).max(65535).default(5038).meta({ description: 'Port of AMI; 5039 is usual with TLS.' }),
  tls: z
    .union([
      z.boolean(),
      z.strictObject({
        sha256: z
          .string()
          .regex(/^(?:[0-9a-f]{2}:?){32}$/i, { error: 'A SHA-256 fingerprint has 64 hexadecimal digits.' }),
      }),
    ])
    .default(false)
    .meta({
      description:
        'Whether AMI is spoken over TLS: true with a certificate of a known authority, or the SHA-256 fingerprint of the one that Asterisk has made for itself.',
      examples: [
        "{ sha256: '9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08' }",
      ],
    }),
  user: z
    .string()
    .min(1)
    .meta({ description: 'The user in manager.conf.', examples: ['trubka'] }),
  secret: z
    .string()
    .min(8, { error: 'The secret has 8 characters at least.' })
    .meta({ writeOnly: true, description: 'Its secret.', examples: ['${env:ASTERISK_SECRET}'] }),
  zone: z
    .string()
    .refine(isZone, { error: 'This is not the name of a time zone.' })
    .default('Europe/Moscow')
    .meta({
      description: 'Time zone of the machine that Asterisk runs on, by its IANA name.',
      examples: ['Europe/Moscow'],
    }),
  ...numberSettings,
  extensions: expression.default('^(\\d{2,6})$').meta({
    description:
      'Which endpoints are telephones of ours: a regular expression for the name of the endpoint (PJSIP/101-0000002a is the endpoint 101) whose first group is the internal number.',
    examples: ["'^(?:99)?(\\d{3})$'"],
  }),
  trunks: patterns.default([]).meta({
    description:
      'Channels that are lines to the outside although their names look like telephones; * stands for anything. Every channel that is no telephone of ours is a line anyway.',
    examples: ['[SIP/777, DAHDI/*]'],
  }),
  incomingContexts: patterns.default(['from-pstn*', 'from-trunk*', 'from-did*', 'from-zaptel', 'from-dahdi']).meta({
    description: 'Contexts in which channels from outside begin; what begins there is a line whatever its name.',
    examples: ['[from-pstn*, incoming]'],
  }),
  lines: z
    .record(z.string(), e164Schema)
    .default({})
    .meta({
      description: 'Name of a trunk: the public number of the clinic that it carries, where the trunk sends no number.',
      examples: ['{ mts: +74950000101 }'],
    }),
  withheldCheck: z.boolean().default(true).meta({
    description:
      'Whether Asterisk is asked of every call from outside if the caller withheld the number: a provider may send it all the same, and then it must not be shown.',
  }),
  dialChannel: z
    .string()
    .regex(/\{extension\}/, { error: 'The channel must name {extension}.' })
    .default('Local/{extension}@from-internal')
    .meta({
      description: 'Click-to-call: what rings first, {extension} being the internal number of the operator.',
      examples: ['PJSIP/{extension}'],
    }),
  dialContext: z
    .string()
    .min(1)
    .default('from-internal')
    .meta({
      description: 'Click-to-call: the context in which the number is then dialled.',
      examples: ['from-internal'],
    }),
  dialFormat: z
    .enum(['national', 'digits', 'e164'])
    .default('national')
    .meta({ description: 'Click-to-call: how the number is dialled: 89161234567, 79161234567 or +79161234567.' }),
  dialPrefix: z
    .string()
    .regex(/^[\d*#]{0,8}$/, { error: 'A prefix has digits, * and #.' })
    .default('')
    .meta({ description: 'Click-to-call: what is dialled before the number.', examples: ["'9'"] }),
  dialRingSeconds: z.int().min(5).max(120).default(30).meta({
    description: 'Click-to-call: how long the telephone of the operator rings.',
  }),
  cdr: z
    .union([cdrFile, cdrDatabase])
    .optional()
    .meta({
      description: 'Where Asterisk writes finished calls; what was missed meanwhile is read there.',
      examples: ['{ file: /var/log/asterisk/cdr-custom/trubka.csv }'],
    }),
  recordings: recordings
    .optional()
    .meta({ description: 'Where recordings are.', examples: ['{ folder: /var/spool/asterisk/monitor }'] }),
});
export type AsteriskSettings = z.infer<typeof asteriskSettings>;
