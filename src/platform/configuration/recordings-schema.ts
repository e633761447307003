import { z } from 'zod';

const text = z.string().trim().min(1).max(200);
const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);

const keepRecordings = z.enum(['at-pbx', 'copy']).meta({
  description:
    'Where recordings are kept: at-pbx plays them from the telephone system, copy brings them here, encrypted, for the days that you name.',
  examples: ['copy'],
});
const recordingDays = count(1, 3650)
  .optional()
  .meta({ description: 'A copy is deleted so many days after its call. Required with keep: copy.', examples: ['90'] });

/** Of one PBX account, where it differs from the clinic's. */
export const recordingPlaceSchema = z.strictObject({ keep: keepRecordings, days: recordingDays }).optional();

const recordingKey = z.string().refine(isRecordingKey, {
  error: 'A key is 32 bytes as base64 or hex. «openssl rand -base64 32» makes one.',
});

export const recordingsSchema = z
  .strictObject({
    keep: keepRecordings.default('at-pbx'),
    days: recordingDays,
    listen: z
      .array(z.enum(['reception', 'senior', 'manager', 'it']))
      .default(['senior', 'manager'])
      .meta({
        description: 'Roles that may listen, each in its own branches. Each listening is kept in the audit.',
        examples: ['[senior, manager]'],
      }),
    key: recordingKey.optional().meta({
      description:
        'Key that copies are encrypted with, 32 bytes as base64 or hex. Without it one is made in the folder of the copies. Several servers need the same one.',
      examples: ['${file:recordings.key}'],
      secret: true,
    }),
    formerKeys: z
      .array(recordingKey)
      .default([])
      .meta({
        description: 'Keys that were in use before; older copies are read with them.',
        examples: ['[${file:recordings-2025.key}]'],
        secret: true,
      }),
    storage: z
      .enum(['disk', 's3'])
      .default('disk')
      .meta({ description: 'Where copies are: in a folder, or in an S3-compatible storage.' }),
    folder: text.optional().meta({
      description: 'Folder of the copies and of files on their way to S3. Left out: recordings in the data folder.',
      examples: ['/srv/recordings'],
    }),
    s3: z
      .strictObject({
        endpoint: z.url({ protocol: /^https?$/, error: 'This is not a web address.' }).meta({
          description: 'Web address of the storage, without the bucket.',
          examples: ['https://storage.yandexcloud.net'],
        }),
        region: text.default('us-east-1').meta({ description: 'Region, as the storage names it.' }),
        bucket: text.meta({ description: 'Bucket; it must exist.', examples: ['clinic-recordings'] }),
        prefix: z
          .string()
          .regex(/^[\w.-]*(?:\/[\w.-]+)*$/, { error: 'A prefix has latin letters, digits, dots, dashes and slashes.' })
          .optional()
          .meta({ description: 'Put before the name of each file.', examples: ['trubka'] }),
        accessKey: text.meta({ description: 'Access key.', examples: ['${env:S3_ACCESS_KEY}'] }),
        secretKey: text.meta({ description: 'Secret key.', examples: ['${env:S3_SECRET_KEY}'], secret: true }),
      })
      .optional()
      .meta({ description: 'The S3-compatible storage. Required with storage: s3.' }),
    maximumMegabytes: count(1, 2000).default(200).meta({ description: 'A larger file is not taken.' }),
    tolerancePercent: count(0, 90).default(10).meta({
      description: 'A file that is shorter than the talk by more than this is awaited to grow.',
    }),
    giveUpHours: count(1, 720).default(72).meta({
      description: 'For so many hours a recording that is not there is asked for again and again.',
    }),
    publicAddress: z
      .url({ protocol: /^https?$/, error: 'This is not a web address.' })
      .optional()
      .meta({
        description:
          'Address under which others reach this server. With it a MIS gets links of ours that end by themselves, instead of those of the PBX. Whoever has such a link can listen.',
        examples: ['https://calls.example.com'],
      }),
    linkDays: count(1, 3650).default(30).meta({ description: 'Such a link works for so many days after the call.' }),
  })
  .meta({ description: 'Recordings of calls.' });

function isRecordingKey(value: string): boolean {
  return /^[\da-f]{64}$/i.test(value) || (/^[\w+/-]{43}=?$/.test(value) && Buffer.from(value, 'base64').length === 32);
}
