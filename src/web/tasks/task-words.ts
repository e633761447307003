import type { TFunction } from 'i18next';
import type { Places } from '../workplace/workplace-context.ts';
import type { Me } from '../api/shapes.ts';
import type { Task, TaskType } from './shapes.ts';

export function typeName(types: readonly TaskType[], id: string, language: string): string {
  const name = types.find((type) => type.id === id)?.name;
  return name === undefined ? id : language === 'en' ? name.en : name.ru;
}

/** Who it is about, without the number; null where only the number says it. */
export function whoOf({ person, name }: Pick<Task, 'person' | 'name'>): string | null {
  return person?.name ?? name;
}

/** Who has it, or whom it waits for. */
export function ownerWords(t: TFunction, { owner }: Task, me: Me | null): string {
  const seat = me?.seats?.find(({ id }) => id === owner.seat)?.name ?? owner.seat;
  if (owner.name !== null) return owner.name === me?.label ? t('tasks.mine') : owner.name;
  return seat ?? (owner.role === null ? t('tasks.anybody') : t(`tasks.roles.${owner.role}`));
}

/** «Петров · Центр · завтра…» of a freed time. */
export function slotWords(
  slot: { doctor: string; branch: string | null; minutes: number },
  moment: string,
  t: TFunction,
  places: Pick<Places, 'branchName'>,
): string {
  return [moment, slot.doctor, t('tasks.minutes', { minutes: slot.minutes }), places.branchName(slot.branch)]
    .filter((word) => word !== null)
    .join(' · ');
}

export function closedWords(t: TFunction, closed: NonNullable<Task['closed']>): string {
  const { as, reason } = closed;
  if (as !== 'by-hand' || reason === null) return t(`tasks.closings.${as}`);
  return reasonWords(t, reason);
}

/** Why a person closed a task: a code that the screen offered, or own words. */
export function reasonWords(t: TFunction, reason: string): string {
  return /^[a-z-]+$/.test(reason) ? t(`tasks.reasons.${reason}`, { defaultValue: reason }) : reason;
}
