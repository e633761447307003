import type { TFunction } from 'i18next';
import type { Caller } from '../../contracts/caller.ts';
import { formatPhone } from '../words/format-phone.ts';
import { subjectOf } from './caller-subject.ts';

/** One line for a caller in lists, without the surname: «Мария Петровна», «Мария Петровна, Иван», the number, «скрытый номер». */
export function callerTitle(t: TFunction, caller: Caller, fallback: string | null): string {
  const subject = subjectOf(caller);
  if (subject.is === 'person') return subject.person.address;
  if (subject.is === 'household') return subject.people.map((person) => person.address).join(', ');
  const number = caller.phone ?? fallback;
  return subject.is === 'hidden' || number === null ? t('calls.hiddenNumber') : formatPhone(number);
}
