import { digitOf } from '../../src/web/outcome/digit-of.ts';
import { toSortOut } from '../../src/web/outcome/to-sort-out.ts';
import { sinceOf } from '../../src/web/shift/since-of.ts';
import { callRow } from '../support/screen-calls.ts';

it('digits are those of either block, in any layout', () => {
  expect(['Digit1', 'Numpad7', 'KeyA', 'F1', 'Digit0'].map(digitOf)).toEqual([1, 7, null, null, 0]);
});

it('what is to be sorted out: own talks with an outside party that nobody said the outcome of, oldest first', () => {
  const own = { answeredBy: { extension: '101', seat: 'reception-1' }, outcome: null };
  const rows = [
    callRow('new', own),
    callRow('said', { ...own, outcome: { outcome: 'booked', reason: null, by: null, at: null } }),
    callRow('other place', { ...own, answeredBy: { extension: '102', seat: 'reception-2' } }),
    callRow('out', { ...own, direction: 'out' }),
    callRow('missed', { ...own, result: 'missed', answeredBy: null }),
    callRow('going on', { ...own, endedAt: null }),
    callRow('courier', { ...own, class: 'contractor' }),
    callRow('old', own),
  ];
  expect(toSortOut(rows, 'reception-1').map(({ id }) => id)).toEqual(['old', 'new']);
  expect(toSortOut(rows, null)).toEqual([]);
});

it('a shift began at the last time that the clocks of the branch stood so', () => {
  const now = Date.parse('2026-11-22T00:30:00Z');
  expect(sinceOf('03:15', 'Europe/Moscow', now)).toBe('2026-11-22T00:15:00.000Z');
  expect(sinceOf('21:00', 'Europe/Moscow', now)).toBe('2026-11-21T18:00:00.000Z');
  expect(sinceOf('', 'Europe/Moscow', now)).toBeNull();
});
