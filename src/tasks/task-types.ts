import type { BuiltInTaskType, TaskSettings } from '../platform/configuration/index.ts';

export interface TaskType {
  id: string;
  name: { ru: string; en: string };
  dueMinutes: number;
  /** As settings write it: branch, responsible, a role or a workplace. */
  owner: string;
  /** Made for every clinic; the others stand in its configuration. */
  builtIn: boolean;
}

const builtIn: Readonly<Record<BuiltInTaskType, { ru: string; en: string; dueMinutes: number }>> = {
  callback: { ru: 'Перезвонить', en: 'Call back', dueMinutes: 15 },
  request: { ru: 'Заявка', en: 'Request', dueMinutes: 15 },
  'confirm-visit': { ru: 'Подтвердить прием', en: 'Confirm the visit', dueMinutes: 120 },
  'offer-slot': { ru: 'Предложить освободившееся время', en: 'Offer a freed slot', dueMinutes: 30 },
  'waiting-list': { ru: 'Лист ожидания', en: 'Waiting list', dueMinutes: 480 },
  'visit-cancelled': { ru: 'Отменил прием, перезаписать', en: 'Cancelled the visit, book again', dueMinutes: 60 },
  'late-patient': { ru: 'Пациент опаздывает', en: 'The patient is late', dueMinutes: 5 },
  other: { ru: 'Дело', en: 'To do', dueMinutes: 480 },
};

/** Somebody waits to be talked to: folded from calls, and closed by the talk. */
const closedByTalk = { callback: true, request: true } as const;

/** A number that cannot be read is called by nobody: a person closes the task. */
export function isClosedByTalk({ type, phone }: { type: string; phone: string | null }): boolean {
  return type in closedByTalk && phone !== null;
}

/** The same in SQL, of the row of this name. */
export function closedByTalkSql(task: string): string {
  const types = Object.keys(closedByTalk).map((type) => `'${type}'`);
  return `(${task}.type in (${types.join(', ')}) and ${task}.phone is not null)`;
}

/** All types that a task may have: those of every clinic, then its own. */
export function taskTypesOf({ types, callbacks, offers }: TaskSettings): TaskType[] {
  const standard = Object.entries(builtIn).map(([id, { dueMinutes, ...name }]): TaskType => {
    const own = id in closedByTalk ? callbacks : id === 'offer-slot' ? offers : null;
    return {
      id,
      name,
      dueMinutes: id in closedByTalk ? callbacks.dueMinutes : id === 'offer-slot' ? offers.replyMinutes : dueMinutes,
      owner: own?.owner ?? 'branch',
      builtIn: true,
    };
  });
  const ofClinic = types.map(({ id, name, dueMinutes, owner }): TaskType => ({
    ...{ id, name: { ru: name.ru, en: name.en ?? name.ru } },
    ...{ dueMinutes, owner, builtIn: false },
  }));
  return [...standard, ...ofClinic];
}

/** A type that the configuration does not have any more is a thing to do like others. */
export function typeOf(id: string, settings: TaskSettings): TaskType {
  const types = taskTypesOf(settings);
  const found = types.find((type) => type.id === id) ?? types.find((type) => type.id === 'other');
  if (found === undefined) throw new Error('Every clinic has the type other');
  return found;
}
