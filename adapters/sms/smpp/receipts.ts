import { createHash } from 'node:crypto';
import type { Pdu } from 'smpp';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { SmsReceived, SmsState } from '../../../src/contracts/sms.ts';
import type { SmppSettings } from './settings.ts';

const RECEIPT = 0x04;
const MESSAGE_TYPE = 0x3c;
const ALPHANUMERIC = 5;
/** An SMS centre that got no answer repeats within minutes; later the same words are another answer. */
const SAME_REPLY_MS = 600_000;

const byWord: Readonly<Record<string, SmsState>> = {
  ...{ ENROUTE: 'sent', ACCEPTD: 'sent', SCHEDULED: 'queued', DELIVRD: 'delivered', UNKNOWN: 'unknown' },
  ...{ EXPIRED: 'failed', DELETED: 'failed', UNDELIV: 'failed', REJECTD: 'failed', SKIPPED: 'failed' },
};
const words = ['SCHEDULED', 'ENROUTE', 'DELIVRD', 'EXPIRED', 'DELETED', 'UNDELIV', 'ACCEPTD', 'UNKNOWN', 'REJECTD'];

/** A value of message_state (SMPP 3.4, 5.2.28). */
export function stateOfNumber(state: number): { state: SmsState; code: string } {
  const word = words[state];
  return { state: byWord[word ?? ''] ?? 'unknown', code: word ?? String(state) };
}

/** What a deliver_sm says: what became of a message, or what a person answered. Null: neither can be read. */
export function readDelivered(
  pdu: Pdu & { source_addr_ton?: number },
  { receiptIds }: Pick<SmppSettings, 'receiptIds'>,
  now: Date,
): SmsReceived | null {
  const text = textOf(pdu);
  if (((pdu.esm_class ?? 0) & MESSAGE_TYPE) !== RECEIPT) return readReply(pdu, text, now);
  // Of the default alphabet, where an underscore is read as another sign.
  const plain = text.replaceAll('§', '_');
  const id = pdu.receipted_message_id ?? /\bid:\s*(\S+)/i.exec(plain)?.[1] ?? '';
  const word = /\bstat:\s*([A-Za-z]+)/i.exec(plain)?.[1]?.toUpperCase();
  if (id === '' || (word === undefined && pdu.message_state === undefined)) return null;
  const told =
    word === undefined ? stateOfNumber(pdu.message_state ?? 0) : { state: byWord[word] ?? 'unknown', code: word };
  const error = /\berr:\s*(\w{1,10})/i.exec(plain)?.[1] ?? '';
  const code = /^0*$/.test(error) ? told.code : `${told.code} ${error}`;
  return {
    reports: [
      {
        ...{ providerId: idAsTaken(id, receiptIds), clientId: null, state: told.state },
        ...{ at: null, code: code.slice(0, 40), refusal: null, cost: null },
      },
    ],
    replies: [],
  };
}

/** The id as submit_sm_resp had named it. */
function idAsTaken(id: string, receiptIds: SmppSettings['receiptIds']): string {
  // The receipt is in decimal, the id had been in hexadecimal; and the other way round.
  if (receiptIds === 'hex-to-decimal' && /^\d+$/.test(id)) return BigInt(id).toString(16).toLowerCase();
  if (receiptIds === 'decimal-to-hex' && /^[0-9a-f]+$/i.test(id)) return BigInt(`0x${id}`).toString();
  return normalId(id, receiptIds);
}

/** How an id of submit_sm_resp is kept, so that receipts meet it: hexadecimal in lower case without leading zeros. */
export function normalId(id: string, receiptIds: SmppSettings['receiptIds']): string {
  return receiptIds === 'hex-to-decimal' && /^[0-9a-f]+$/i.test(id) ? BigInt(`0x${id}`).toString(16) : id;
}

function readReply(pdu: Pdu & { source_addr_ton?: number }, text: string, now: Date): SmsReceived | null {
  const from = pdu.source_addr_ton === ALPHANUMERIC ? null : toE164(`+${(pdu.source_addr ?? '').replace(/\D/g, '')}`);
  if (from === null || text === '') return null;
  const said = [from, pdu.destination_addr, text, Math.floor(now.getTime() / SAME_REPLY_MS)];
  const replyId = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 40);
  return {
    reports: [],
    replies: [{ replyId, from, to: pdu.destination_addr ?? null, text, providerId: null, at: null }],
  };
}

function textOf({ short_message, message_payload }: Pdu): string {
  for (const held of [short_message, message_payload]) {
    const message = typeof held === 'object' && !Buffer.isBuffer(held) ? held.message : held;
    const text = Buffer.isBuffer(message) ? message.toString('latin1') : (message ?? '');
    if (text !== '') return text;
  }
  return '';
}
