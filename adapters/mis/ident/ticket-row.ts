import type { CallRecord } from '../../../src/contracts/mis.ts';
import { classWords } from './class-words.ts';
import { identPhone } from './ident-phone.ts';
import { identTime } from './ident-time.ts';

/** «Заявка», one element of the answer to GetTickets. `Id` and `DateAndTime` are its key in IDENT. */
export function ticketRow(call: CallRecord) {
  return { Id: call.recordId, DateAndTime: identTime(call.startedAt, call.zone), ...ticketFields(call) };
}

/** All but its key, which the two variants write differently. */
export function ticketFields(call: Pick<CallRecord, 'waitSeconds' | 'external' | 'lineName' | 'class'>) {
  const waited = call.waitSeconds === null ? null : `ждал ${call.waitSeconds} с`;
  return {
    ClientPhone: identPhone(call.external),
    FormName: call.lineName ?? 'Пропущенный звонок',
    Comment: ['Пропущенный звонок', classWords(call.class), waited].filter(Boolean).join(', '),
  };
}
