import { z } from 'zod';
import { smsPace, smsSecret } from '../../kit/sms-settings.ts';

const addressing = (kind: string, standard: { ton: number; npi: number }) =>
  z
    .strictObject({
      ton: z.number().int().min(0).max(6).default(standard.ton).describe('Type of number.'),
      npi: z.number().int().min(0).max(18).default(standard.npi).describe('Numbering plan.'),
    })
    .prefault({})
    .describe(`How ${kind} are addressed.`);

const codes = (description: string) =>
  z
    .array(z.number().int().min(1).max(0xffff_ffff))
    .default([])
    .meta({ description, examples: ['[0x400]'] });

export const smppSettings = z.strictObject({
  host: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .meta({ description: 'Host of the SMS centre.', examples: ['smpp.example.ru'] }),
  port: z.number().int().min(1).max(65_535).default(2775).describe('Its port.'),
  tls: z.boolean().default(false).describe('TLS from the first byte; the certificate is checked.'),
  ca: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'Certificate of the authority in PEM, where it is not one of the public ones.',
      examples: ['${file:/etc/trubka/smpp-ca.pem}'],
    }),
  systemId: z.string().trim().min(1).max(64).describe('Login (system_id).'),
  password: smsSecret('Password.', 'SMPP_PASSWORD'),
  systemType: z.string().max(12).default('').describe('system_type, where the provider asks for one.'),
  sourceAddress: z
    .string()
    .trim()
    .min(1)
    .max(20)
    .meta({ description: 'Sender where the account has no `sender`: a word or a number.', examples: ['Romashka'] }),
  alphaSender: addressing('senders that are words', { ton: 5, npi: 0 }),
  numberSender: addressing('senders that are numbers', { ton: 1, npi: 1 }),
  recipient: addressing('recipients', { ton: 1, npi: 1 }),
  serviceType: z.string().max(5).default('').describe('service_type, where the provider asks for one.'),
  longMessages: z
    .enum(['udh', 'sar', 'payload'])
    .default('udh')
    .describe('How a message in several parts travels: a header in each part, optional parameters, or whole.'),
  latinAs: z
    .enum(['gsm', 'ucs2'])
    .default('gsm')
    .describe('Whether texts of GSM characters alone go out as such (160 a part) or as UCS-2 (70 a part).'),
  receiptIds: z
    .enum(['same', 'hex-to-decimal', 'decimal-to-hex'])
    .default('same')
    .describe(
      'Some SMS centres name a message in hexadecimal when taking it and in decimal in the receipt, or the other way.',
    ),
  queries: z.boolean().default(true).describe('Ask for states (query_sm); not every SMS centre knows it.'),
  codes: z
    .strictObject({
      noMoney: codes('No money: the account stops.'),
      blocked: codes('The account is blocked: it stops.'),
      sender: codes('The sender is not agreed: the account stops.'),
      badNumber: codes('This number never.'),
      stopList: codes('This number does not want messages.'),
      text: codes('This text never.'),
      later: codes('It was not taken and may be sent later.'),
    })
    .prefault({})
    .describe("The provider's own values of command_status, from its documents; they win over those of the standard."),
  enquireSeconds: z.number().int().min(5).max(600).default(30).describe('How often a quiet connection is tried.'),
  ...smsPace({ perSecond: 10, name: 'the provider' }),
});
export type SmppSettings = z.infer<typeof smppSettings>;
