import { createDevinoStub } from '../../adapters/sms/devino/stub.ts';
import { createExolveStub } from '../../adapters/sms/exolve/stub.ts';
import { createIDigitalStub } from '../../adapters/sms/idigital/stub.ts';
import { createSmsAeroStub } from '../../adapters/sms/smsaero/stub.ts';
import { createSmscStub } from '../../adapters/sms/smsc/stub.ts';
import { createSmsRuStub } from '../../adapters/sms/smsru/stub.ts';
import { createTwilioSmsStub } from '../../adapters/sms/twilio/stub.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import type { SmsReceived, SmsRefusal } from '../../src/contracts/sms.ts';
import { startSmppStand } from './sms-smpp-stand.ts';
import { startHttpStand } from './sms-stand.ts';
import type { SmsSubject } from './sms-subject.ts';

const smsruKey = '0F9A2C31-1D2E-4B5A-8C7D-000000000000';
const smsruSettings = (url: string) => ({ apiId: smsruKey, url, timeoutSeconds: 1 });

const smscAccount = { login: 'romashka', password: 'smsc-password-1' };
const smscSettings = (url: string) => ({ ...smscAccount, callbackSecret: 'smsc-word-1', url, timeoutSeconds: 1 });
const aeroAccount = { email: 'clinic@example.ru', apiKey: 'aero-key-000000001' };
const aeroSettings = (url: string) => ({
  ...{ ...aeroAccount, url, timeoutSeconds: 1 },
  refusals: { stopList: ['*черном списке*'] },
});
const exolveKey = 'exolve-key-000000001';
const exolveSettings = (url: string) => ({
  ...{ apiKey: exolveKey, number: '79300000000', url, timeoutSeconds: 1 },
  refusals: { stopList: ['*has refused*'], noMoney: ['balance is too low'] },
  states: { queued: ['QUEUED'], sent: ['SENT'], delivered: ['DELIVERED'], failed: ['FAILED'] },
  receiptFields: { id: 'message_id', state: 'status' },
});
const iDigitalToken = 'NTA2Njppdmlzb2t5';
const iDigitalSettings = (url: string) => ({
  ...{ token: iDigitalToken, senderName: 'sms_promo', url, timeoutSeconds: 1 },
  refusals: {
    ...{ badNumber: ['destination is invalid*'], stopList: ['*blacklisted*'] },
    ...{ noMoney: ['not enough balance*'], sender: ['senderName is unknown*'] },
  },
  states: { delivered: ['delivered'], failed: ['undelivered'] },
  receiptFields: { id: 'id', state: 'event.status' },
});
const devinoAccount = { login: 'romashka', password: 'devino-password-1' };
const devinoSettings = (url: string) => ({ ...devinoAccount, sourceAddress: 'Romashka', url, timeoutSeconds: 1 });
const twilioAccount = { accountSid: `AC${'0'.repeat(31)}1`, authToken: 'twilio-token-00000000000000000001' };
const twilioSettings = (url: string) => ({ ...twilioAccount, from: '+15005550006', url, timeoutSeconds: 1 });
const smppAccount = { systemId: 'clinic', password: 'smpp-pw1' };
const smppSettings = (address: string) => ({
  ...{ ...smppAccount, sourceAddress: 'Romashka', timeoutSeconds: 1 },
  ...{ host: new URL(address).hostname, port: Number(new URL(address).port) },
  codes: { noMoney: [0x400], stopList: [0x401] },
});

/** By the id of the adapter; every provider but the log owes one. */
export const smsSubjects: Record<string, SmsSubject> = {
  smsru: {
    settings: smsruSettings,
    start: () => startHttpStand(createSmsRuStub(smsruKey), smsruSettings),
    secrets: [smsruKey],
    sender: 'Romashka',
    received: [
      {
        name: 'two receipts in one request',
        request: form({
          'data[0]': 'sms_status\n202603-1000001\n103\n1773133200',
          'data[1]': 'sms_status\n202603-1000002\n104',
        }),
        told: {
          reports: [
            {
              ...{ providerId: '202603-1000001', clientId: null, state: 'delivered', refusal: null },
              ...{ at: new Date('2026-03-10T09:00:00Z'), code: '103', cost: null },
            },
            {
              ...{ providerId: '202603-1000002', clientId: null, state: 'failed', refusal: null },
              ...{ at: null, code: '104', cost: null },
            },
          ],
          replies: [],
        },
      },
      {
        name: 'a notice of another kind',
        request: form({ 'data[0]': 'callcheck_status\n201737-542\n401' }),
        told: { reports: [], replies: [] },
      },
    ],
  },
  smsc: {
    settings: smscSettings,
    start: () => startHttpStand(createSmscStub(smscAccount), smscSettings),
    secrets: [smscAccount.password, 'smsc-word-1'],
    sender: 'Romashka',
    lacks: {
      'stop-list': 'SMSC has no code of its own for numbers that refuse messages',
      'sender-not-agreed': 'error 6 means the text or the sender and does not say which',
    },
    received: [
      {
        name: 'a signed receipt',
        // The hashes were computed by another program.
        request: form({
          ...{ id: '4711', phone: '79001000001', status: '1', ts: '1773133200', err: '0' },
          md5: '73fd3e7e530f61ee6e0fadc3d185e33f',
        }),
        told: {
          reports: [
            {
              ...{ providerId: '4711', clientId: null, state: 'delivered', refusal: null },
              ...{ at: new Date('2026-03-10T09:00:00Z'), code: '1', cost: null },
            },
          ],
          replies: [],
        },
      },
      {
        name: 'a receipt of a number that does not exist',
        request: form({
          id: '4712',
          phone: '79001000001',
          status: '22',
          sha1: '159c2da04865dfde71c27c480a1aeda9e6099160',
        }),
        told: {
          reports: [
            {
              ...{ providerId: '4712', clientId: null, state: 'failed', refusal: 'bad-number' },
              ...{ at: null, code: '22', cost: null },
            },
          ],
          replies: [],
        },
      },
      {
        name: 'an answer of a person',
        request: form({
          phone: '79001000001',
          mes: 'Да',
          to: '79300000000',
          ts: '1773133200',
          md5: '19399dee69d7bb6251d21477c9eba466',
        }),
        told: {
          reports: [],
          replies: [
            {
              ...{
                replyId: 'c1f7378850883f8a930031e922694d8b9f0b47d7',
                from: '+79001000001',
                to: '79300000000',
                text: 'Да',
              },
              ...{ providerId: null, at: new Date('2026-03-10T09:00:00Z') },
            },
          ],
        },
      },
    ],
  },
  smsaero: {
    settings: aeroSettings,
    start: () => startHttpStand(createSmsAeroStub(aeroAccount), aeroSettings),
    secrets: [aeroAccount.apiKey, Buffer.from(`${aeroAccount.email}:${aeroAccount.apiKey}`).toString('base64')],
    sender: 'Romashka',
    received: [
      {
        name: 'a receipt as a form',
        request: form({ id: '686325', status: '1', number: '79001000001' }),
        told: told('686325', 'delivered', '1'),
      },
      { name: 'a receipt as JSON', request: json({ id: 686326, status: 2 }), told: told('686326', 'failed', '2') },
    ],
  },
  exolve: {
    settings: exolveSettings,
    start: () => startHttpStand(createExolveStub(exolveKey), exolveSettings),
    secrets: [exolveKey],
    sender: '79300000001',
    templateId: '136519',
  },
  idigital: {
    settings: iDigitalSettings,
    start: () => startHttpStand(createIDigitalStub(iDigitalToken), iDigitalSettings),
    secrets: [iDigitalToken],
    sender: 'Romashka',
    received: [
      {
        name: 'a list of receipts',
        request: json([
          { id: '6f9619ff-1', event: { status: 'delivered' } },
          { id: '6f9619ff-2', event: { status: 'undelivered' } },
        ]),
        told: {
          reports: [
            ...told('6f9619ff-1', 'delivered', 'delivered').reports,
            ...told('6f9619ff-2', 'failed', 'undelivered').reports,
          ],
          replies: [],
        },
      },
    ],
  },
  devino: {
    settings: devinoSettings,
    start: () => startHttpStand(createDevinoStub(devinoAccount), devinoSettings),
    secrets: [devinoAccount.password],
    sender: 'Klinika',
    lacks: { 'stop-list': 'the documented errors have no word for numbers that refuse messages' },
  },
  twilio: {
    settings: twilioSettings,
    start: () => startHttpStand(createTwilioSmsStub(twilioAccount), twilioSettings),
    secrets: [
      twilioAccount.authToken,
      Buffer.from(`${twilioAccount.accountSid}:${twilioAccount.authToken}`).toString('base64'),
    ],
    sender: '+15005550007',
    lacks: { 'no-money': 'Twilio suspends the account; errors 10001 and 30002 name that and not the money' },
    received: [
      {
        name: 'a delivered message',
        request: form({ MessageSid: `SM${'0'.repeat(32)}`, MessageStatus: 'delivered', To: '+79001000001' }),
        told: told(`SM${'0'.repeat(32)}`, 'delivered', 'delivered'),
      },
      {
        name: 'a message that nobody can take',
        request: form({ MessageSid: `SM${'1'.repeat(32)}`, MessageStatus: 'undelivered', ErrorCode: '30006' }),
        told: told(`SM${'1'.repeat(32)}`, 'failed', '30006', 'bad-number'),
      },
      {
        name: 'an answer of a person',
        request: form({ MessageSid: `SM${'2'.repeat(32)}`, From: '+79001000001', To: '+15005550006', Body: 'Да' }),
        told: {
          reports: [],
          replies: [
            {
              ...{ replyId: `SM${'2'.repeat(32)}`, from: '+79001000001', to: '+15005550006', text: 'Да' },
              ...{ providerId: null, at: null },
            },
          ],
        },
      },
    ],
  },
  smpp: {
    settings: smppSettings,
    start: () => startSmppStand(smppAccount, smppSettings),
    secrets: [smppAccount.password],
    sender: 'Romashka',
    lacks: {
      'server-error': 'a status of SMPP that is no success says that the message was not taken',
      page: 'SMPP knows no pages; an answer that cannot be read is the one that is cut',
    },
  },
};

function told(
  providerId: string,
  state: 'delivered' | 'failed',
  code: string,
  refusal: SmsRefusal | null = null,
): SmsReceived {
  return { reports: [{ providerId, clientId: null, state, at: null, code, refusal, cost: null }], replies: [] };
}

function json(body: unknown): InboundRequest {
  return {
    ...{ method: 'POST', path: '', query: {}, rawQuery: '', remoteAddress: '203.0.113.9' },
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** A form as it reaches us by POST. */
export function form(fields: Record<string, string>): InboundRequest {
  return {
    ...{ method: 'POST', path: '', query: {}, rawQuery: '', remoteAddress: '203.0.113.9' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  };
}
