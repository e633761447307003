import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import type { SmsReceived, SmsReport } from '../../../src/contracts/sms.ts';
import { readForm } from '../../kit/form.ts';
import { smsruState } from './codes.ts';

/**
 * `data[0]=sms_status\n<id>\n<code>[\n<unix seconds>]`, up to a hundred in a form; entries of other kinds mean nothing to
 * us.
 */
export function readReceipts({ body }: Pick<InboundRequest, 'body'>): SmsReceived {
  const entries = [...readForm(body)].filter(([name]) => /^data(\[\d*\])?$/.test(name)).map(([, value]) => value);
  if (entries.length === 0) throw new UnreadableNotification('SMS.RU: no data in the request', 'data');
  return { reports: entries.flatMap(readEntry), replies: [] };
}

function readEntry(entry: string): SmsReport[] {
  const [kind, id = '', written = '', seconds = ''] = entry.split(/\r?\n/).map((line) => line.trim());
  if (kind !== 'sms_status') return [];
  if (!/^[\w-]{1,40}$/.test(id) || !/^-?\d{1,4}$/.test(written))
    throw new UnreadableNotification('SMS.RU: a receipt without an id or a code', 'data');
  const told = smsruState(Number(written));
  if (told === null) return [];
  return [
    {
      ...{ providerId: id, clientId: null, ...told },
      at: /^\d{9,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : null,
      ...{ code: written, cost: null },
    },
  ];
}
