import { describe, expect, it } from '@jest/globals';
import { groupHistory } from '../../src/web/history/group-history.ts';
import { historyQuery, readFilter, writeFilter } from '../../src/web/history/history-filter.ts';
import type { HistoryCall, HistoryDetail, HistoryItem, HistoryRequest } from '../../src/web/history/shapes.ts';
import { timelineOf } from '../../src/web/history/timeline.ts';
import { callerWith, callRow, candidate, hiddenCaller } from '../support/screen-calls.ts';

const zone = 'Europe/Moscow';

/** Newest first when told so: `10:00` is of 12 October in Moscow. */
function call(id: string, time: string, told: Partial<HistoryCall> = {}): HistoryCall {
  const startedAt = new Date(time.includes('T') ? time : `2026-10-12T${time}:00+03:00`).toISOString();
  return { ...callRow(id, { startedAt, branch: 'center', zone }), outcome: null, ...told };
}
const by = (phone: string, told: Partial<HistoryCall> = {}): Partial<HistoryCall> => ({
  caller: callerWith([], { phone }),
  ...told,
});
const asItems = (calls: HistoryCall[]): HistoryItem[] => calls.map((each) => ({ kind: 'call', call: each }));
const grouped = (calls: HistoryCall[], more = false) =>
  groupHistory(asItems(calls), { grouped: true, more, zone: () => zone });
const ids = (calls: HistoryCall[], more = false): string[][] =>
  grouped(calls, more).map((contact) => contact.calls.map(({ id }) => id));

describe('contacts of the history', () => {
  const maria = callerWith([candidate({ id: '7' })], { phone: '+79000000101' });

  it('are the calls of one person, else of one number, on one day of the branch', () => {
    const other = { ...maria, phone: '+79000000999' };
    expect(
      ids([
        call('5', '12:00', { caller: other }),
        call('4', '11:00', by('+79000000103')),
        call('3', '10:30', { caller: maria, direction: 'out' }),
        call('2', '10:00', by('+79000000103')),
        // 23:59 of the day before in Moscow, the same day in UTC.
        call('1', '2026-10-11T20:59:00Z', by('+79000000103')),
      ]),
    ).toEqual([['5', '3'], ['4', '2'], ['1']]);
  });

  it('a withheld number is nobody’s, and branches stay apart', () => {
    expect(ids([call('2', '11:00', { caller: hiddenCaller }), call('1', '10:00', { caller: hiddenCaller })])).toEqual([
      ['2'],
      ['1'],
    ]);
    expect(
      ids([call('2', '11:00', { caller: maria, branch: 'north' }), call('1', '10:00', { caller: maria })]),
    ).toEqual([['2'], ['1']]);
  });

  it('is missed until somebody talked, counts as its first call that wants to book, and may grow with the next page', () => {
    const missed = call('1', '10:00', by('+79000000103', { result: 'missed', class: 'first-time' }));
    const talked = call('2', '11:00', by('+79000000103', { result: 'answered', class: 'about-own-visit' }));
    expect(grouped([missed])[0]).toMatchObject({ missed: true, open: false });
    expect(grouped([talked, missed], true)[0]).toMatchObject({ missed: false, class: 'first-time', open: true });
    const again = call('3', '12:00', by('+79000000103', { result: 'missed' }));
    expect(grouped([again, talked, missed])[0]).toMatchObject({ missed: true });
  });
});

describe('requests of the site in the history', () => {
  const asked = (id: string, time: string, told: Partial<HistoryRequest>): HistoryItem => ({
    kind: 'request',
    class: 'first-time',
    request: {
      ...{
        id,
        source: 'site',
        state: 'active',
        madeBy: 'site',
        zone,
        branch: 'center',
        line: null,
        phoneWritten: null,
      },
      ...{ askedAt: new Date(`2026-10-12T${time}:00+03:00`).toISOString(), phone: '+79000000103', name: 'Ольга' },
      ...{
        email: null,
        comment: null,
        person: null,
        candidates: [],
        doctor: null,
        planStart: null,
        form: null,
        page: null,
      },
      ...told,
    },
  });
  const of = (items: HistoryItem[]) =>
    groupHistory(items, { grouped: true, more: false, zone: () => zone }).map((contact) => ({
      calls: contact.calls.map(({ id }) => id),
      requests: contact.requests.map(({ id }) => id),
      ...{ missed: contact.missed, class: contact.class },
    }));

  it('stand with the calls of the same person or number on the same day, and wait until somebody talked', () => {
    const answer = call('3', '12:00', by('+79000000103', { direction: 'out', result: 'answered', class: 'unknown' }));
    const alone = { calls: [], requests: ['1'], missed: true, class: 'first-time' };
    expect(of([asked('1', '10:00', {})])).toEqual([alone]);
    expect(of([{ kind: 'call', call: answer }, asked('1', '10:00', {})])).toEqual([
      { calls: ['3'], requests: ['1'], missed: false, class: 'first-time' },
    ]);
    expect(of([asked('2', '11:00', { phone: null }), asked('1', '10:00', { phone: null })])).toHaveLength(2);
    const maria = call('4', '13:00', { caller: callerWith([candidate({ id: '7' })], { phone: '+79000000101' }) });
    expect(
      of([
        { kind: 'call', call: maria },
        asked('5', '09:00', { person: { id: '7', name: 'Мария' }, phone: '+79000000999' }),
      ]),
    ).toMatchObject([{ calls: ['4'], requests: ['5'] }]);
  });
});

describe('the filter of the history', () => {
  const now = Date.parse('2026-10-12T09:00:00Z');

  it('lives in the address and comes back the same', () => {
    const query =
      'from=2026-10-01&to=2026-10-05&q=%D0%BE%D1%80%D0%BB&kind=request&result=lost&direction=in&class=returning&branch=center&line=%2B74950000101&seat=reception-1&recording=true&grouped=false';
    expect(writeFilter(readFilter(new URLSearchParams(query), zone, now), zone, now).toString()).toBe(query);
    expect(writeFilter(readFilter(new URLSearchParams(), zone, now), zone, now).toString()).toBe('');
    const strange = readFilter(new URLSearchParams('result=x&from=2026-10-05&to=2026-10-01'), zone, now);
    expect(strange).toMatchObject({ result: '', period: { from: '2026-09-13', to: '2026-10-12' } });
  });

  it('asks for whole days of the branch, or for all the time', () => {
    const days = readFilter(new URLSearchParams('from=2026-10-01&to=2026-10-01&q=+'), zone, now);
    expect(Object.fromEntries(historyQuery(days, zone))).toEqual({
      from: '2026-09-30T21:00:00.000Z',
      to: '2026-10-01T20:59:59.999Z',
    });
    expect(historyQuery(readFilter(new URLSearchParams('period=all'), zone, now), zone).toString()).toBe('');
  });
});

it('the timeline tells the moments of all legs in order', () => {
  const at = (seconds: number): string => new Date(Date.parse('2026-10-12T09:00:00Z') + seconds * 1000).toISOString();
  const leg = { employee: null, state: 'ended', talkSeconds: null };
  const detail: HistoryDetail = {
    ...call('1', at(0), { startedAt: at(0), endedAt: at(60), talkSeconds: 50, result: 'answered' }),
    ...{ rules: null, tags: [], correctedClass: null, outcome: null, note: null, taken: null },
    legs: [
      { ...leg, extension: '101', ringingAt: at(1), answeredAt: null, endedAt: at(9) },
      { ...leg, extension: '102', ringingAt: at(1), answeredAt: at(9), endedAt: at(60), talkSeconds: 51 },
    ],
  };
  expect(timelineOf(detail).map(({ what, extension }) => `${what} ${extension ?? ''}`.trim())).toEqual([
    ...['started', 'ringing 101', 'ringing 102', 'notTaken 101', 'answered 102', 'legEnded 102', 'ended'],
  ]);
});
