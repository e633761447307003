import type { CallOutcome } from './outcomes.ts';

/** What came of a call, in the words of the clinic’s language. */
export const outcomeWords: Readonly<Record<'ru' | 'en', Record<CallOutcome, string>>> = {
  ru: {
    booked: 'записан',
    'waiting-list': 'лист ожидания',
    callback: 'перезвонить',
    refused: 'отказ',
    question: 'вопрос',
    complaint: 'жалоба',
    'wrong-number': 'ошиблись номером',
    'pain-after-visit': 'боль после приема',
    'tax-paper': 'справка для налоговой',
    'job-seeker': 'соискатель',
    advertising: 'реклама',
  },
  en: {
    booked: 'booked',
    'waiting-list': 'waiting list',
    callback: 'call back',
    refused: 'refused',
    question: 'question',
    complaint: 'complaint',
    'wrong-number': 'wrong number',
    'pain-after-visit': 'pain after a visit',
    'tax-paper': 'tax paper',
    'job-seeker': 'job seeker',
    advertising: 'advertising',
  },
};
