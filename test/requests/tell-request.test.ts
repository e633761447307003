import { bookingWays } from '../../src/requests/booking-ways.ts';
import { doctorIn, isOfTimetable, type RequestTargets } from '../../src/requests/tell-request.ts';

describe('the doctor as an account knows them', () => {
  const names = {
    doctors: [
      { id: '7', name: 'Петров П. П.' },
      { id: '8', name: 'Семёнова А. И.' },
      { id: '9', name: 'Ким О.' },
      { id: '10', name: 'Ким О.' },
    ],
    branches: ['center'],
  };
  it.each([
    ['by its id', { doctor_id: '7', doctor: null }, { id: '7', name: 'Петров П. П.' }],
    ['by its id and name', { doctor_id: '7', doctor: 'петров  п. п.' }, { id: '7', name: 'Петров П. П.' }],
    [
      'by the name, whatever the letter ё',
      { doctor_id: null, doctor: 'Семенова А. И.' },
      { id: '8', name: 'Семёнова А. И.' },
    ],
    [
      'by the name where the id is another’s',
      { doctor_id: '8', doctor: 'Петров П. П.' },
      { id: '7', name: 'Петров П. П.' },
    ],
    ['without an id where two bear the name', { doctor_id: null, doctor: 'Ким О.' }, { id: null, name: 'Ким О.' }],
    ['without an id that nobody has', { doctor_id: '99', doctor: 'Орлов' }, { id: null, name: 'Орлов' }],
    ['as nobody where none is named', { doctor_id: null, doctor: null }, null],
  ])('%s', (_, asked, known) => {
    expect(doctorIn(asked, names)).toEqual(known);
  });

  it('is believed to be as the site says where there is no timetable', () => {
    expect(doctorIn({ doctor_id: '5', doctor: 'Орлов' }, undefined)).toEqual({ id: '5', name: 'Орлов' });
  });

  it('belongs to the account whose timetable has the branch', () => {
    expect(isOfTimetable({ branch: 'center' }, names)).toBe(true);
    expect(isOfTimetable({ branch: 'north' }, names)).toBe(false);
    expect(isOfTimetable({ branch: null }, names)).toBe(true);
    expect(isOfTimetable({ branch: 'north' }, { ...names, branches: [] })).toBe(true);
    expect(isOfTimetable({ branch: 'north' }, undefined)).toBe(true);
  });
});

describe('how a visit is made at a workplace', () => {
  const wants = { calls: true, missedCalls: true, missedCallsAfterMinutes: 0, requests: true };
  const ident = { account: 'ident', name: 'IDENT', wants, recordKey: () => '' };
  const seat = (id: string, booksInMis?: boolean) =>
    [id, { id, branch: 'center', name: id, extensions: [], booksInMis }] as const;
  const seats = new Map([seat('desk'), seat('centre', false)]);
  const ways = (
    at: string | null,
    booksIn: string | null,
    asking = [ident],
    called: RequestTargets['called'] = new Map(),
  ) => bookingWays({ seat: at }, { seats }, { booksIn, targets: { asking, called } });

  it('is IDENT itself where it is open: a request of ours would be confirmed there again', () => {
    expect(ways('desk', 'IDENT')).toEqual({ booksIn: 'IDENT', requestsIn: null });
    expect(ways(null, 'IDENT')).toEqual({ booksIn: 'IDENT', requestsIn: null });
  });
  it('is a request where it is not', () => {
    expect(ways('centre', 'IDENT')).toEqual({ booksIn: null, requestsIn: 'IDENT' });
    expect(ways('desk', null)).toEqual({ booksIn: null, requestsIn: 'IDENT' });
  });
  it('is a request that becomes a visit where the system takes that, though it is open there', () => {
    const entering = { name: 'Open Dental', can: { newVisits: { afterDoubt: 'look-up' } }, wants: { newVisits: true } };
    const called = new Map([['od', entering]]) as unknown as RequestTargets['called'];
    expect(ways('desk', 'Open Dental', [], called)).toEqual({ booksIn: null, requestsIn: 'Open Dental' });
    entering.wants.newVisits = false;
    expect(ways('desk', 'Open Dental', [], called)).toEqual({ booksIn: 'Open Dental', requestsIn: null });
  });
  it('is nothing of ours where no system takes requests, or nobody sits', () => {
    expect(ways('centre', 'IDENT', [{ ...ident, wants: { ...wants, requests: false } }])).toEqual({
      booksIn: null,
      requestsIn: null,
    });
    expect(ways(null, null)).toEqual({ booksIn: null, requestsIn: null });
  });
});
