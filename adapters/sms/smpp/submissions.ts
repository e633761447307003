import type { SmsMessage } from '../../../src/contracts/sms.ts';
import type { SmppSettings } from './settings.ts';
import { partHeader, splitText } from './split-text.ts';

const UDH_INDICATOR = 0x40;
const RECEIPT_WANTED = 1;
const LONGEST_DAYS = 60;

/** The fields of every submit_sm of a message, in order. A receipt is asked for the last part only: one for a message. */
export function submissions(
  { clientId, to, text, sender, validUntil }: SmsMessage,
  settings: SmppSettings,
  now: Date,
): Record<string, unknown>[] {
  const { dataCoding, parts } = splitText(text, settings);
  const from = sender ?? settings.sourceAddress;
  const isNumber = /^\+?\d{3,15}$/.test(from);
  const source = isNumber ? settings.numberSender : settings.alphaSender;
  const common = {
    ...{ service_type: settings.serviceType, source_addr_ton: source.ton, source_addr_npi: source.npi },
    ...{ source_addr: isNumber ? from.replace(/^\+/, '') : from, destination_addr: to.slice(1) },
    ...{ dest_addr_ton: settings.recipient.ton, dest_addr_npi: settings.recipient.npi },
    ...{ data_coding: dataCoding, validity_period: validity(validUntil, now) },
  };
  const total = parts.length;
  const [whole] = parts;
  if (total === 1) return [{ ...common, registered_delivery: RECEIPT_WANTED, short_message: whole }];
  if (settings.longMessages === 'payload')
    return [
      {
        ...{ ...common, registered_delivery: RECEIPT_WANTED },
        ...{ short_message: Buffer.alloc(0), message_payload: Buffer.concat(parts) },
      },
    ];
  const reference = Number(BigInt(clientId) & 0xffn);
  return parts.map((part, index) => ({
    ...{ ...common, registered_delivery: index + 1 === total ? RECEIPT_WANTED : 0 },
    ...(settings.longMessages === 'udh'
      ? { esm_class: UDH_INDICATOR, short_message: Buffer.concat([partHeader(reference, total, index + 1), part]) }
      : {
          ...{ short_message: part, sar_msg_ref_num: reference },
          ...{ sar_total_segments: total, sar_segment_seqnum: index + 1 },
        }),
  }));
}

/** Relative: `YYMMDDhhmmss000R` (SMPP 3.4, 7.1.1). */
function validity(validUntil: Date | null, now: Date): string {
  if (validUntil === null) return '';
  const seconds = Math.max(60, Math.floor((validUntil.getTime() - now.getTime()) / 1000));
  const days = Math.floor(seconds / 86_400);
  if (days >= LONGEST_DAYS) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const [months, rest] = [Math.floor(days / 30), days % 30];
  return `00${two(months)}${two(rest)}${two(Math.floor(seconds / 3600) % 24)}${two(Math.floor(seconds / 60) % 60)}${two(seconds % 60)}000R`;
}
