import { createHash } from 'node:crypto';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import type { SmsReceived, SmsReply } from '../../../src/contracts/sms.ts';
import { readForm } from '../../kit/form.ts';
import { sameSecret } from '../../kit/signature.ts';
import { smscState } from './codes.ts';
import type { SmscSettings } from './settings.ts';

/** A receipt has `id`, `phone`, `status`; an incoming message `phone`, `mes`, `to`. */
export function readNotice(request: InboundRequest): SmsReceived {
  const field = fieldsOf(request);
  if (field('mes') !== '') return { reports: [], replies: [readReply(field)] };
  if (!/^\d{1,20}$/.test(field('id')) || !/^-?\d{1,4}$/.test(field('status')))
    throw new UnreadableNotification('SMSC: neither a receipt nor a message', 'id');
  const told = smscState(Number(field('status')));
  if (told === null) return { reports: [], replies: [] };
  return {
    reports: [
      { providerId: field('id'), clientId: null, ...told, at: timeOf(field), code: field('status'), cost: null },
    ],
    replies: [],
  };
}

/** MD5 or SHA-1 of `id:phone:status:secret`, of a message of `phone:mes:to:secret`; every one that is there must be right. */
export function isSigned(request: InboundRequest, { callbackSecret }: SmscSettings): boolean {
  if (callbackSecret === undefined) return true;
  const field = fieldsOf(request);
  const named = field('mes') === '' ? ['id', 'phone', 'status'] : ['phone', 'mes', 'to'];
  const signed = [...named.map(field), callbackSecret].join(':');
  const given = (['md5', 'sha1'] as const).filter((algorithm) => field(algorithm) !== '');
  const right = given.map((algorithm) =>
    sameSecret(field(algorithm).toLowerCase(), createHash(algorithm).update(signed).digest('hex')),
  );
  return given.length > 0 && !right.includes(false);
}

type Field = (name: string) => string;

function readReply(field: Field): SmsReply {
  const from = toE164(`+${field('phone').replace(/\D/g, '')}`);
  if (from === null) throw new UnreadableNotification('SMSC: a message without the number of its sender', 'phone');
  const said = ['phone', 'mes', 'to', 'ts', 'time', 'sms_id'].map(field);
  return {
    replyId: createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 40),
    ...{ from, to: field('to') || null, text: field('mes'), providerId: null, at: timeOf(field) },
  };
}

/** `time` is written in the account's zone, which we do not know; `ts` is Unix time. */
function timeOf(field: Field): Date | null {
  return /^\d{9,11}$/.test(field('ts')) ? new Date(Number(field('ts')) * 1000) : null;
}

function fieldsOf(request: InboundRequest): Field {
  const form = request.method === 'GET' ? new URLSearchParams(request.rawQuery) : readForm(request.body);
  return (name) => form.get(name) ?? '';
}
