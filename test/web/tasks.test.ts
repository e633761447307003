import { describe, expect, it } from '@jest/globals';
import { instantIn } from '../../src/web/tasks/instant-in.ts';
import { groupTasks, neighbourOf } from '../../src/web/tasks/group-tasks.ts';
import { keyAct } from '../../src/web/tasks/key-act.ts';
import type { Task, TaskOffer } from '../../src/web/tasks/shapes.ts';
import { wishBody, wishForm } from '../../src/web/tasks/wish-form.ts';

const task = (id: string, type = 'callback', more: Partial<Task> = {}): Task =>
  ({ id, type, state: 'open', offer: null, ...more }) as Task;
const type = (id: string) => ({ id, name: { ru: id, en: id } });

describe('tasks by type', () => {
  it('stand in the order of the types, within one as the server told them; a type that is no more is last', () => {
    const tasks = [task('1', 'gone'), task('2', 'other'), task('3'), task('4')];
    expect(
      groupTasks(tasks, [type('callback'), type('confirm-visit'), type('other')]).map((group) => [
        group.type,
        group.tasks.map(({ id }) => id),
      ]),
    ).toEqual([
      ['callback', ['3', '4']],
      ['other', ['2']],
      ['gone', ['1']],
    ]);
  });
  it('the next is looked at when one is done, at the end the one before', () => {
    const tasks = [task('1'), task('2'), task('3')];
    expect(['1', '3', '4'].map((id) => neighbourOf(tasks, id))).toEqual(['2', '2', '1']);
    expect(neighbourOf([task('1')], '1')).toBe(null);
  });
});

describe('a digit', () => {
  const reasons = ['another-phone', 'messenger'];
  it('closes for a reason; the one after the last asks for own words', () => {
    expect(['1', '2', '3', '4', '0', 'a'].map((key) => keyAct(key, task('1'), reasons))).toEqual([
      { what: 'close', reason: 'another-phone' },
      { what: 'close', reason: 'messenger' },
      ...['own-words', null, null, null],
    ]);
  });
  it('says what became of an offer', () => {
    const offer = task('1', 'offer-slot', { offer: { id: '9' } as TaskOffer });
    expect(['1', '2', '3'].map((key) => keyAct(key, offer, reasons))).toEqual([
      { what: 'offer', offer: '9', said: 'take' },
      { what: 'offer', offer: '9', said: 'decline' },
      null,
    ]);
  });
  it('does nothing to a closed task', () => {
    expect(keyAct('1', task('1', 'callback', { state: 'closed' }), reasons)).toBe(null);
  });
});

describe('a wish', () => {
  it('left empty means nothing in particular', () => {
    expect(wishBody({ ...wishForm(null, 'center'), phone: ' 8 900 ', weekdays: ['5', '1'] }, false)).toEqual({
      ...{ personId: null, name: null, phone: '8 900', doctor: null, specialty: null, branch: 'center' },
      ...{ weekdays: [1, 5], from: '00:00', to: '24:00', until: null, note: null, urgent: false, minutes: null },
    });
  });
});

it('a day and a time are those of the branch', () => {
  expect(instantIn('2026-03-10', '15:30', 'Asia/Kamchatka')).toBe('2026-03-10T03:30:00.000Z');
});
