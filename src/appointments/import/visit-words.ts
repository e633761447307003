import type { CancelledBy, VisitMark, VisitState } from '../../contracts/appointments.ts';

/** Lower case, without punctuation: how words of a list are compared. */
export function plainWord(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();
}

/** What words of a list mean: the usual ones and, before them, the clinic's own. */
export function wordsOf<Meaning extends string>(
  known: Readonly<Record<Meaning, readonly string[]>>,
  own: Readonly<Record<string, Meaning>> = {},
): Map<string, Meaning> {
  const words = new Map<string, Meaning>();
  for (const [meaning, names] of Object.entries<readonly string[]>(known))
    for (const name of names) words.set(name, meaning as Meaning);
  for (const [name, meaning] of Object.entries<Meaning>(own)) words.set(plainWord(name), meaning);
  return words;
}

export function readCancelledBy(text: string): CancelledBy | null {
  const word = plainWord(text);
  if (/^(?:пациент|клиент|patient|client)/.test(word)) return 'patient';
  return /^(?:клиник|врач|доктор|администратор|clinic|doctor|provider)/.test(word) ? 'clinic' : null;
}

export function readYes(text: string): boolean | null {
  const word = plainWord(text);
  if (/^(?:да|yes|true|1|первичная|консультация)$/.test(word) || text.trim() === '+') return true;
  return /^(?:нет|no|false|0)$/.test(word) || text.trim() === '-' ? false : null;
}

/** The words of IDENT's reports of completed visits and their like. */
export const knownMarks: Readonly<Record<VisitMark, readonly string[]>> = {
  'needs-treatment': ['требуется лечение', 'нуждается в лечении', 'лечение', 'needs treatment'],
  'needs-consultation': ['требуется консультация', 'консультация', 'needs consultation'],
  'needs-nothing': [
    'санирован',
    'санирована',
    'санация',
    'лечение завершено',
    'лечение окончено',
    'лечение не требуется',
    'не требуется',
    'needs nothing',
  ],
};

/** The words of MIS exports. */
export const knownStates: Readonly<Record<VisitState, readonly string[]>> = {
  planned: [
    'запланирован',
    'запланировано',
    'план',
    'записан',
    'запись',
    'назначен',
    'новый',
    'не подтвержден',
    'ожидает',
    'planned',
    'scheduled',
    'booked',
    'new',
  ],
  confirmed: ['подтвержден', 'подтверждено', 'подтвердил', 'подтвердила', 'confirmed'],
  moved: ['перенесен', 'перенесено', 'перенос', 'перезаписан', 'moved', 'rescheduled'],
  cancelled: ['отменен', 'отменено', 'отмена', 'отказ', 'отказался', 'удален', 'cancelled', 'canceled', 'deleted'],
  arrived: [
    'пришел',
    'пришла',
    'в клинике',
    'на приеме',
    'прием',
    'идет прием',
    'начат',
    'прибыл',
    'ожидает приема',
    'arrived',
    'in progress',
    'checked in',
  ],
  completed: [
    'завершен',
    'завершено',
    'выполнен',
    'выполнено',
    'состоялся',
    'окончен',
    'закончен',
    'закрыт',
    'принят',
    'оплачен',
    'completed',
    'done',
    'finished',
    'fulfilled',
    'closed',
  ],
  'no-show': [
    'не пришел',
    'не пришла',
    'неявка',
    'не явился',
    'не явилась',
    'не состоялся',
    'пропущен',
    'no show',
    'noshow',
    'missed',
  ],
};
