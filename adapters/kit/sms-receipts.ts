import { z } from 'zod';
import { UnreadableNotification } from '../../src/contracts/failures.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import type { SmsReceived } from '../../src/contracts/sms.ts';
import { readRecord, type NotificationRecord } from './body.ts';
import { repairedJson } from './repaired-json.ts';
import { stateOfWord, type StateWords } from './sms-words.ts';
import { textOf } from './text-of.ts';
import { valueAt } from './value-at.ts';

const path = z.string().trim().min(1).max(100);

/** Where a receipt names the message and its state, for vendors whose documents do not say. Dots lead into objects. */
export const receiptFieldsSchema = z
  .strictObject({
    id: path.describe('Field with the id that the provider gave when it took the message.'),
    state: path.describe('Field with the state.'),
  })
  .meta({ examples: ['{ id: id, state: status }'] });
export type ReceiptFields = z.infer<typeof receiptFieldsSchema>;

/** Receipts as JSON, one or a list, as a form or as a query. Throws UnreadableNotification when the fields are not there. */
export function readNamedReceipts(
  request: InboundRequest,
  { what, fields, states }: { what: string; fields: ReceiptFields | undefined; states: StateWords },
): SmsReceived {
  if (fields === undefined)
    throw new UnreadableNotification(`${what}: the fields of receipts are not set`, 'receiptFields');
  const records = recordsOf(request);
  if (records.length === 0) throw new UnreadableNotification(`${what}: neither JSON nor a form`);
  return {
    reports: records.map((record) => {
      const id = textOf(valueAt(record, fields.id));
      if (id === null || !/^[\w.:+-]{1,100}$/.test(id))
        throw new UnreadableNotification(`${what}: a receipt without an id`, fields.id);
      const word = textOf(valueAt(record, fields.state));
      if (word === null) throw new UnreadableNotification(`${what}: a receipt without a state`, fields.state);
      return {
        ...{ providerId: id, clientId: null, state: stateOfWord(word, states) },
        ...{ at: null, code: word.slice(0, 40), refusal: null, cost: null },
      };
    }),
    replies: [],
  };
}

const LARGEST = 65_536;

function recordsOf(request: InboundRequest): NotificationRecord[] {
  const text = request.method === 'GET' || request.body.length > LARGEST ? '' : request.body.toString('utf8').trim();
  if (!text.startsWith('[')) {
    const record = readRecord(request);
    return record === null ? [] : [record];
  }
  try {
    const list = JSON.parse(repairedJson(text) ?? text) as unknown;
    return Array.isArray(list)
      ? list.filter((each): each is NotificationRecord => typeof each === 'object' && each !== null)
      : [];
  } catch {
    return [];
  }
}
