import type { CallRecord, TicketRecord } from '../../../src/contracts/mis.ts';
import { utmNames, type ToldRequest } from '../../../src/contracts/told-request.ts';
import { classWords } from './class-words.ts';
import { identPhone } from './ident-phone.ts';
import { identTime } from './ident-time.ts';

type Ticket = Pick<CallRecord, 'waitSeconds' | 'external' | 'lineName' | 'class' | 'zone'> & {
  request?: ToldRequest | undefined;
};
/** How a variant writes a time. */
type TimeOf = (at: string, zone: string) => string;
type Fields = Record<string, string | number>;

/** As the tables of the DBMS variant hold them. */
const LONGEST = 255;
const LONGEST_REFERER = 500;

/** «Заявка», one element of the answer to GetTickets. `Id` and `DateAndTime` are its key in IDENT. */
export function ticketRow(ticket: TicketRecord) {
  return {
    Id: ticket.recordId,
    DateAndTime: identTime(ticket.startedAt, ticket.zone),
    ...ticketFields(ticket, (at, zone) => identTime(new Date(at), zone)),
  };
}

/** All but its key, which the two variants write differently. What was not told has no field. */
export function ticketFields(ticket: Ticket, timeOf: TimeOf): Fields {
  const { request } = ticket;
  return request === undefined ? missedFields(ticket) : requestFields(ticket, request, timeOf);
}

function missedFields({ external, lineName, class: callClass, waitSeconds }: Ticket): Fields {
  const waited = waitSeconds === null ? null : `ждал ${waitSeconds} с`;
  return {
    ClientPhone: identPhone(external),
    FormName: lineName ?? 'Пропущенный звонок',
    Comment: ['Пропущенный звонок', classWords(callClass), waited].filter(Boolean).join(', '),
  };
}

function requestFields({ external, class: callClass, zone }: Ticket, request: ToldRequest, timeOf: TimeOf): Fields {
  const { name, email, comment, doctor, planStart, planEnd, form, page, referer, utm } = request;
  const kind = request.source === 'site' ? 'Заявка с сайта' : 'Заявка с рабочего места';
  const doctorId = doctor?.id ?? '';
  const told: Record<string, string | number | null> = {
    ClientPhone: identPhone(external),
    ClientEmail: email,
    FormName: form ?? kind,
    ClientFullName: name,
    DoctorId: /^\d{1,9}$/.test(doctorId) ? Number(doctorId) : null,
    DoctorName: doctor?.name ?? null,
    PlanStart: planStart === null ? null : timeOf(planStart, zone),
    PlanEnd: planEnd === null ? null : timeOf(planEnd, zone),
    Comment: [[kind, classWords(callClass)].filter(Boolean).join(', '), comment].filter(Boolean).join('\n'),
    ...Object.fromEntries(utmNames.map((of) => [`Utm${of[0]!.toUpperCase()}${of.slice(1)}`, utm[of] ?? null])),
    HttpReferer: (referer ?? page)?.slice(0, LONGEST_REFERER) ?? null,
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([field, value]) =>
      value === null ? [] : [[field, typeof value === 'string' && isShort(field) ? value.slice(0, LONGEST) : value]],
    ),
  );
}

function isShort(field: string): boolean {
  return field !== 'Comment' && field !== 'HttpReferer';
}
