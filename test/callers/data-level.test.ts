import { dataLevelOf, type DataFacts } from '../../src/callers/index.ts';
import { CALL, days, hours, seconds } from './directory-person.ts';

const ago = (milliseconds: number): Date => new Date(CALL.getTime() - milliseconds);
const facts = (told: Partial<DataFacts> = {}): DataFacts => ({
  now: CALL,
  people: null,
  timetableAt: null,
  reportAt: null,
  liveAt: null,
  ...told,
});
const people = (age = hours(1), completedVisits = false) => ({ asOf: ago(age), freshDays: 7, completedVisits });

describe('dataLevelOf', () => {
  it.each<[string, Partial<DataFacts>, string, string, boolean]>([
    ['the PBX only', {}, 'T0', 'no', false],
    ['a people file', { people: people() }, 'T1', 'directory-only', false],
    ['a people file with last visits', { people: people(hours(1), true) }, 'T1', 'yes', false],
    ['a people file of seven days', { people: people(days(7)) }, 'T1', 'directory-only', false],
    ['a second older', { people: people(days(7) + seconds(1)) }, 'T0', 'no', false],
    ['a timetable without people', { timetableAt: ago(hours(1)) }, 'T0', 'no', false],
    ['people and a timetable', { people: people(), timetableAt: ago(hours(1)) }, 'T2', 'directory-only', false],
    ['a timetable of a day', { people: people(), timetableAt: ago(days(1)) }, 'T2', 'directory-only', false],
    [
      'a second older timetable',
      { people: people(), timetableAt: ago(days(1) + seconds(1)) },
      'T1',
      'directory-only',
      false,
    ],
    ['a daily report', { people: people(), reportAt: ago(days(3)) }, 'T3', 'yes', true],
    ['a report that stopped', { people: people(), reportAt: ago(days(3) + seconds(1)) }, 'T1', 'directory-only', false],
    ['a report without people', { reportAt: ago(hours(1)) }, 'T0', 'no', false],
    ['a MIS that is asked', { people: people(), liveAt: ago(hours(1)) }, 'T4', 'yes', true],
    [
      'a MIS that stopped, with a report',
      { people: people(), liveAt: ago(days(2)), reportAt: ago(days(1)) },
      'T3',
      'yes',
      true,
    ],
  ])('%s', (_title, told, level, firstTime, visits) => {
    expect(dataLevelOf(facts(told))).toMatchObject({ level, firstTime, visits });
  });

  it('says what was connected and is not seen any more', () => {
    const told = { people: people(days(8)), timetableAt: ago(days(2)), reportAt: ago(hours(1)), liveAt: ago(days(2)) };
    expect(dataLevelOf(facts(told))).toMatchObject({
      stale: ['people', 'timetable', 'live'],
      since: { people: ago(days(8)).toISOString(), report: ago(hours(1)).toISOString() },
    });
  });
});
