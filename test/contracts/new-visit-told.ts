import { callFrom } from './mis-api-asking.ts';
import type { MisApiSubject } from './mis-api-subject.ts';

/** A visit of half an hour with the known card, as a workplace made it. */
export function newVisitTold(told: {
  doctor: string;
  startsAt: string;
  takenAt: string;
}): NonNullable<MisApiSubject['asks']['newVisit']> {
  const startsAt = new Date(told.startsAt);
  const endsAt = new Date(startsAt.getTime() + 1_800_000);
  const call = { key: 'f'.repeat(30), cards: ['651'], chosen: '651', branch: 'north', zone: 'Asia/Yekaterinburg' };
  return {
    told: { ...callFrom('+79000000104', call), doctor: told.doctor, startsAt, endsAt, text: 'Запись с рабочего места' },
    takenAt: new Date(told.takenAt),
  };
}
