import type { CallClass } from '../contracts/caller.ts';
import type { CallOutcome } from '../contracts/outcomes.ts';
import { outcomeWords } from '../contracts/outcome-words.ts';
import type { CallView } from './call-register.ts';

interface ExportWords {
  sheet: string;
  columns: readonly string[];
  yes: string;
  hidden: string;
  direction: Record<NonNullable<CallView['direction']>, string>;
  result: Record<NonNullable<CallView['result']>, string>;
  missedReason: Record<string, string>;
  class: Record<CallClass, string>;
  outcome: Record<CallOutcome, string>;
}

/** What an exported list is written in; codes that have no words stay codes. */
export const exportWords: Readonly<Record<'ru' | 'en', ExportWords>> = {
  ru: {
    sheet: 'Обращения',
    columns: [
      'Дата',
      'Время',
      'Филиал',
      'Линия',
      'Направление',
      'Номер',
      'Кто',
      'Класс',
      'Чем кончился вызов',
      'Почему пропущен',
      'Ждал, с',
      'Разговор, с',
      'Ответил',
      'Внутренний номер',
      'Итог',
      'Подробности',
      'Запись',
      'Номер вызова в Трубке',
    ],
    yes: 'да',
    hidden: 'скрытый номер',
    direction: { in: 'входящий', out: 'исходящий', internal: 'внутренний' },
    result: { answered: 'разговор', missed: 'пропущенный', unanswered: 'не дозвонились' },
    missedReason: {
      'in-menu': 'в меню',
      short: 'меньше 5 секунд',
      voicemail: 'голосовая почта',
      'no-answer': 'никто не ответил',
      'out-of-hours': 'вне рабочего времени',
      'all-busy': 'все заняты',
      'no-phone': 'телефоны не на связи',
    },
    class: {
      'first-time': 'первичный',
      returning: 'повторный',
      'about-own-visit': 'уже записан',
      staff: 'сотрудник',
      contractor: 'контрагент',
      spam: 'спам',
      unknown: 'нет данных',
    },
    outcome: outcomeWords.ru,
  },
  en: {
    sheet: 'Contacts',
    columns: [
      'Date',
      'Time',
      'Branch',
      'Line',
      'Direction',
      'Number',
      'Who',
      'Class',
      'How the call ended',
      'Why missed',
      'Waited, s',
      'Talk, s',
      'Answered by',
      'Extension',
      'Outcome',
      'Details',
      'Recording',
      'Call in Trubka',
    ],
    yes: 'yes',
    hidden: 'hidden number',
    direction: { in: 'incoming', out: 'outgoing', internal: 'internal' },
    result: { answered: 'talk', missed: 'missed', unanswered: 'no answer' },
    missedReason: {
      'in-menu': 'in the menu',
      short: 'under 5 seconds',
      voicemail: 'voicemail',
      'no-answer': 'nobody answered',
      'out-of-hours': 'out of hours',
      'all-busy': 'all busy',
      'no-phone': 'telephones offline',
    },
    class: {
      'first-time': 'first-time',
      returning: 'returning',
      'about-own-visit': 'about own visit',
      staff: 'staff',
      contractor: 'contractor',
      spam: 'spam',
      unknown: 'no data',
    },
    outcome: outcomeWords.en,
  },
};
