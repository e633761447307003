import { DateTime } from 'luxon';
import type { CallView } from './call-register.ts';
import { exportWords } from './export-words.ts';

export type ExportLanguage = 'ru' | 'en';
/** Durations are numbers, everything else is text: a telephone number that became a number loses its plus. */
export type Cell = string | number | null;

export interface ExportPlaces {
  branch(id: string): string;
  line(number: string): string;
  seat(id: string): string;
  /** For a call of no branch. */
  zone: string;
}

/** One call as a row under the columns of `exportWords`. */
export function exportRow(call: CallView, language: ExportLanguage, places: ExportPlaces): Cell[] {
  const words = exportWords[language];
  const at = DateTime.fromISO(call.startedAt, { zone: call.zone ?? places.zone });
  const number = call.caller.phone ?? (call.direction === 'out' ? call.to : call.from);
  return [
    at.toFormat(language === 'ru' ? 'dd.MM.yyyy' : 'yyyy-MM-dd'),
    at.toFormat('HH:mm:ss'),
    call.branch === null ? null : places.branch(call.branch),
    call.line === null ? null : places.line(call.line),
    call.direction === null ? null : words.direction[call.direction],
    number ?? words.hidden,
    nameOf(call),
    call.class === null ? null : words.class[call.class],
    call.result === null ? null : words.result[call.result],
    call.missedReason === null ? null : (words.missedReason[call.missedReason] ?? call.missedReason),
    call.waitSeconds,
    call.talkSeconds,
    answererOf(call, places),
    call.answeredBy?.extension ?? null,
    call.outcome === null ? null : words.outcome[call.outcome.outcome],
    call.outcome?.reason ?? null,
    call.recording ? words.yes : null,
    call.id,
  ];
}

/** Who was on shift, else the workplace. */
function answererOf({ answeredBy }: CallView, places: ExportPlaces): string | null {
  if (answeredBy === null) return null;
  return answeredBy.name ?? (answeredBy.seat === null ? null : places.seat(answeredBy.seat));
}

/** Who it is, as far as anybody said; else everybody who it may be. */
function nameOf({ caller }: CallView): string | null {
  const chosen = caller.candidates.find((person) => person.chosen);
  const people = chosen === undefined ? [...caller.candidates].sort((a, b) => a.rank - b.rank) : [chosen];
  return people.length === 0 ? null : people.map(({ name }) => name).join('; ');
}
