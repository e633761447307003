import fc from 'fast-check';
import { callerSchema } from '../../src/contracts/caller.ts';
import {
  callerReasons,
  identifyCaller,
  isTarget,
  rankReasons,
  recompute,
  visitStates,
  type DirectoryPerson,
  type IdentifyInput,
} from '../../src/callers/index.ts';
import { at, CALL, days, hours, input, person, PHONE, regular, seconds, visit } from './directory-person.ts';

function identify(entries: IdentifyInput['entries'], told: Partial<IdentifyInput> = {}) {
  return identifyCaller(input(entries, told)).caller;
}

describe('the class of one patient', () => {
  it.each<[string, DirectoryPerson, string, string]>([
    [
      'a visit in a year',
      person({ visits: [visit(days(365), days(365) + hours(1))] }),
      'about-own-visit',
      'visit-ahead',
    ],
    [
      'a visit that starts in a second',
      person({ visits: [visit(seconds(1), hours(1))] }),
      'about-own-visit',
      'visit-ahead',
    ],
    ['a visit that starts now', person({ visits: [visit(0, hours(1))] }), 'about-own-visit', 'visit-now'],
    [
      'scenario 27: late, at 10:05 for 10:00',
      person({ visits: [visit(-300_000, hours(1))] }),
      'about-own-visit',
      'visit-now',
    ],
    [
      'a visit that ends in a second',
      person({ visits: [visit(-hours(1), seconds(1))] }),
      'about-own-visit',
      'visit-now',
    ],
    ['a visit that ends now', person({ visits: [visit(-hours(1), 0)] }), 'about-own-visit', 'visit-just-ended'],
    [
      'a visit that ended a second less than two hours ago',
      person({ visits: [visit(-hours(3), -hours(2) + seconds(1))] }),
      'about-own-visit',
      'visit-just-ended',
    ],
    [
      'a visit that ended two hours ago',
      person({ visits: [visit(-hours(3), -hours(2))] }),
      'first-time',
      'no-completed-visit',
    ],
    [
      'a visit that ended a second more than two hours ago',
      regular({ visits: [visit(-hours(3), -hours(2) - seconds(1))] }),
      'returning',
      'completed-visit',
    ],
    [
      'a confirmed visit',
      person({ visits: [visit(days(1), days(1) + hours(1), 'confirmed')] }),
      'about-own-visit',
      'visit-ahead',
    ],
    ['arrived', person({ visits: [visit(-hours(1), hours(1), 'arrived')] }), 'about-own-visit', 'visit-now'],
    [
      'a cancelled visit',
      person({ visits: [visit(days(1), days(1) + hours(1), 'cancelled')] }),
      'first-time',
      'no-completed-visit',
    ],
    [
      'a moved visit',
      person({ visits: [visit(days(1), days(1) + hours(1), 'moved')] }),
      'first-time',
      'no-completed-visit',
    ],
    [
      'a moved visit and the one it was moved to',
      person({ visits: [visit(days(1), days(1) + hours(1), 'moved'), visit(days(2), days(2) + hours(1))] }),
      'about-own-visit',
      'visit-ahead',
    ],
    [
      'scenario 27: at 17:00 the visit of 10:00, which nobody marked as a no-show, is long over',
      person({ visits: [visit(-hours(7), -hours(6))] }),
      'first-time',
      'no-completed-visit',
    ],
    [
      'scenario 27: the same of somebody who was here before',
      regular({ visits: [visit(-hours(7), -hours(6), 'no-show')] }),
      'returning',
      'completed-visit',
    ],
    [
      'scenario 27: a no-show of today',
      person({ visits: [visit(-hours(7), -hours(6), 'no-show')] }),
      'first-time',
      'no-completed-visit',
    ],
    [
      'a no-show an hour ago',
      person({ visits: [visit(-hours(1), -seconds(1), 'no-show')] }),
      'first-time',
      'no-completed-visit',
    ],
    [
      'a visit of this hour that is already completed',
      person({ visits: [visit(-hours(1), hours(1), 'completed')], firstCompletedAt: at(-hours(1)) }),
      'returning',
      'completed-visit',
    ],
    [
      'a visit completed a second before',
      person({ firstCompletedAt: at(-seconds(1)) }),
      'returning',
      'completed-visit',
    ],
    [
      'a visit completed after the call',
      person({ firstCompletedAt: at(seconds(1)) }),
      'first-time',
      'no-completed-visit',
    ],
    [
      'a visit completed from the moment of the call',
      person({ firstCompletedAt: at(0) }),
      'first-time',
      'no-completed-visit',
    ],
    ['scenario 43: pain the day after a treatment', regular({}, days(1)), 'returning', 'completed-visit'],
    ['known before the installation', person({ knownBefore: true }), 'returning', 'known-before'],
    ['known before, and was here since', regular({ knownBefore: true }), 'returning', 'completed-visit'],
    ['scenario 41: a card without visits', person({ phoneNote: 'мама' }), 'first-time', 'no-completed-visit'],
    [
      'was here, and has a visit ahead',
      regular({ visits: [visit(days(1), days(1) + hours(1))] }),
      'about-own-visit',
      'visit-ahead',
    ],
  ])('%s', (_title, entry, callClass, reason) => {
    const caller = identify([entry]);
    expect(caller).toMatchObject({ phone: PHONE, kind: 'patient', class: callClass, reasons: [reason] });
    expect(caller.candidates).toMatchObject([{ id: '1', class: callClass, rank: 1 }]);
  });

  it('counts the own visit by the setting', () => {
    const entry = person({ visits: [visit(-hours(3), -hours(2) - seconds(1))] });
    const settings = { ...input([]).settings, ownVisitHours: 3 };
    expect(identify([entry], { settings }).class).toBe('about-own-visit');
  });

  it('identifies whom we call the same way', () => {
    expect(identify([regular()], { direction: 'out' })).toMatchObject({ kind: 'patient', class: 'returning' });
  });
});

describe('a number without a person', () => {
  const fresh = (age: number) => ({ asOf: new Date(CALL.getTime() - age) });
  it.each<[string, Partial<IdentifyInput>, string, string | null, string[]]>([
    ['unseen, fresh directory', {}, 'unknown', 'first-time', ['no-such-number']],
    ['unseen, directory of exactly seven days', fresh(days(7)), 'unknown', 'first-time', ['no-such-number']],
    ['unseen, a second older', fresh(days(7) + seconds(1)), 'unknown', 'unknown', ['directory-stale']],
    ['unseen, no directory', { asOf: null }, 'unknown', 'unknown', ['no-directory']],
    ['scenario 10: withheld', { external: null }, 'hidden', 'unknown', ['number-withheld']],
    [
      "scenario 34: a diversion puts our own line's number",
      { external: '+74950000101' },
      'hidden',
      'unknown',
      ['own-number'],
    ],
    ['scenario 35: +79999999999', { external: '+79999999999' }, 'unknown', 'unknown', ['shared-number']],
    ['scenario 35: +70000000000', { external: '+70000000000' }, 'unknown', 'unknown', ['shared-number']],
    ['internal', { direction: 'internal', external: null }, 'unknown', null, ['internal']],
    ['internal with a number', { direction: 'internal' }, 'unknown', null, ['internal']],
    ['the direction is not told yet', { direction: null }, 'unknown', 'first-time', ['no-such-number']],
  ])('%s', (_title, told, kind, callClass, reasons) => {
    expect(identify([], told)).toMatchObject({ kind, class: callClass, reasons, candidates: [] });
  });

  it.each([
    ['+79990000001', 'first-time'],
    ['+74957777777', 'first-time'],
  ])('%s is a number like any other', (external, callClass) => {
    expect(identify([], { external }).class).toBe(callClass);
  });

  it('scenario 34: our own line shows no patient, even one who has it in the card', () => {
    const own = '+74950000101';
    expect(identify([person({ phone: own })], { external: own })).toMatchObject({
      phone: null,
      kind: 'hidden',
      candidates: [],
    });
  });

  it.each<[string, IdentifyInput['entries'], Partial<IdentifyInput>]>([
    ["scenario 35: a school's number on 300 cards", [{ phone: PHONE, peopleOnNumber: 9, personId: null }], {}],
    ['one more person than a household has', [person({ peopleOnNumber: 9 })], {}],
    ['scenario 38: listed as shared', [person()], { settings: { ...input([]).settings, sharedNumbers: [PHONE] } }],
  ])('%s: nobody is shown', (_title, entries, told) => {
    const { caller, evidence } = identifyCaller(input(entries, told));
    expect(caller).toMatchObject({ kind: 'unknown', class: 'unknown', reasons: ['shared-number'], candidates: [] });
    expect(evidence.people).toEqual([]);
  });

  it('as many people as a household may have are shown', () => {
    const eight = Array.from({ length: 8 }, (_, index) => person({ personId: index + 1, peopleOnNumber: 8 }));
    expect(identify(eight).candidates).toHaveLength(8);
  });

  it('people of another number are not looked at', () => {
    expect(identify([person({ phone: '+79000000102' })]).candidates).toEqual([]);
  });
});

describe('scenario 13: a family of four on one number', () => {
  const mother = regular({ personId: 1, givenName: 'Мария', birthDate: '1986-03-12' }, days(100));
  const father = person({ personId: 2, givenName: 'Сергей', birthDate: '1984-07-30' });
  const daughter = regular({ personId: 3, givenName: 'Анна', birthDate: '2012-01-01' }, days(10));
  const son = person({
    personId: 4,
    givenName: 'Тимофей',
    birthDate: '2016-09-05',
    visits: [visit(hours(3), hours(4))],
  });
  const family = [mother, father, daughter, son];

  it('one of them has a visit today: he is first, the class is his, and that it is a guess is said', () => {
    const caller = identify(family);
    expect(caller.candidates.map(({ id, class: callClass, why, rank }) => [id, callClass, why, rank])).toEqual([
      ['4', 'about-own-visit', 'visit-today', 1],
      ['3', 'returning', 'last-visit', 2],
      ['1', 'returning', 'last-visit', 3],
      ['2', 'first-time', 'guardian', 4],
    ]);
    expect(caller).toMatchObject({
      kind: 'patient',
      class: 'about-own-visit',
      reasons: ['visit-ahead', 'household-unresolved'],
    });
  });

  it.each<[string, DirectoryPerson[], string, string[]]>([
    ['a common class is certain', [mother, daughter], 'returning', ['completed-visit']],
    [
      'a common class of two reasons',
      [mother, person({ personId: 9, knownBefore: true })],
      'returning',
      ['completed-visit', 'known-before'],
    ],
    ['returning before first-time', [father, mother], 'returning', ['completed-visit', 'household-unresolved']],
    ['own visit before first-time', [father, son], 'about-own-visit', ['visit-ahead', 'household-unresolved']],
  ])('%s', (_title, entries, callClass, reasons) => {
    expect(identify(entries)).toMatchObject({ class: callClass, reasons });
  });

  it('a person chose: his class and rank', () => {
    const caller = identify(family, { chosenPerson: 2 });
    expect(caller).toMatchObject({ class: 'first-time', reasons: ['no-completed-visit', 'chosen-person'] });
    expect(caller.candidates[0]).toMatchObject({ id: '2', chosen: true, why: 'chosen', rank: 1 });
    expect(caller.candidates.slice(1).every((candidate) => !candidate.chosen)).toBe(true);
  });

  it('somebody who is not among them was chosen: nothing is resolved', () => {
    expect(identify(family, { chosenPerson: 77 }).reasons).toContain('household-unresolved');
  });

  it('whom a person chose last time comes before other old patients, and the class stays open', () => {
    const caller = identify(family, { chosenLastTime: 1 });
    expect(caller.candidates.map((candidate) => candidate.id)).toEqual(['4', '1', '3', '2']);
    expect(caller.candidates[1]?.why).toBe('chosen-last-time');
    expect(caller.reasons).toContain('household-unresolved');
  });
});

describe('rank', () => {
  const order = (entries: DirectoryPerson[], told: Partial<IdentifyInput> = {}) =>
    identify(entries, told).candidates.map(({ id, why }) => `${id} ${why}`);

  it('now, later today, tomorrow, the day after', () => {
    expect(
      order([
        person({ personId: 1, visits: [visit(days(2), days(2) + hours(1))] }),
        person({ personId: 2, visits: [visit(days(1), days(1) + hours(1))] }),
        person({ personId: 3, visits: [visit(hours(13), hours(14))] }),
        person({ personId: 4, visits: [visit(-hours(1), hours(1))] }),
      ]),
    ).toEqual(['4 visit-now', '3 visit-today', '2 next-visit', '1 next-visit']);
  });

  it("scenario 21: today is the branch's day", () => {
    const entries = [person({ visits: [visit(hours(13), hours(14))] })];
    expect(order(entries)).toEqual(['1 visit-today']);
    expect(order(entries, { zone: 'Asia/Vladivostok' })).toEqual(['1 next-visit']);
  });

  it('an adult before a child, an unknown age between them', () => {
    expect(
      order([
        person({ personId: 1, birthDate: '2016-09-05' }),
        person({ personId: 2 }),
        person({ personId: 3, birthDate: '1984-07-30' }),
      ]),
    ).toEqual(['3 guardian', '2 known-number', '1 known-number']);
  });

  it.each([
    ['2008-11-18', 'guardian'],
    ['2008-11-19', 'known-number'],
  ])('of age on the eighteenth birthday: born on %s is %s', (birthDate, why) => {
    const child = person({ personId: 2, birthDate: '2016-09-05' });
    expect(identify([person({ birthDate }), child]).candidates.find((one) => one.id === '1')?.why).toBe(why);
  });
});

describe('scenario 37: the same patient on two cards', () => {
  const born = '1986-03-12';
  const old = regular({ personId: 4, birthDate: born, fullName: 'Орлова Мария Пётровна', phoneNote: 'моб.' }, days(90));
  const fresh = person({ personId: 7, birthDate: born, fullName: 'орлова  Мария Петровна', note: 'не звонить до 12' });

  it('is one person, with what happened on both', () => {
    const { caller, evidence } = identifyCaller(input([old, { ...fresh, visits: [visit(hours(3), hours(4))] }]));
    expect(caller).toMatchObject({ class: 'about-own-visit', reasons: ['visit-ahead'] });
    expect(caller.candidates).toMatchObject([
      { id: '4', relation: 'моб.', note: 'не звонить до 12', why: 'visit-today' },
    ]);
    expect(caller.candidates[0]?.nextVisit).not.toBeNull();
    expect(caller.candidates[0]?.lastVisit?.startsAt).toBe(at(-days(90)));
    expect(evidence.people).toMatchObject([{ id: 4, cards: [4, 7] }]);
  });

  it('is returning when one of the cards was here, not a household without an answer', () => {
    expect(identify([old, fresh])).toMatchObject({ class: 'returning', reasons: ['completed-visit'] });
  });

  it('was chosen by either card', () => {
    expect(identify([old, fresh], { chosenPerson: 7 }).candidates[0]).toMatchObject({ id: '4', chosen: true });
  });

  it.each<[string, Partial<DirectoryPerson>]>([
    ['another birth date', { birthDate: '1986-03-13' }],
    ['no birth date', { birthDate: null }],
    ['another name', { fullName: 'Орлова Марина Петровна' }],
    ['staff', { kind: 'staff' }],
  ])('%s: two people', (_title, told) => {
    expect(identify([old, { ...fresh, ...told }]).candidates).toHaveLength(2);
  });
});

describe('scenario 24: the patient is merged between the ring and the write', () => {
  const survivor = regular({ personId: 12, cards: [3, 12] });
  it('the card that was chosen lives on in another', () => {
    const caller = identify([survivor, person({ personId: 20 })], { chosenPerson: 3 });
    expect(caller.candidates[0]).toMatchObject({ id: '12', chosen: true });
    expect(caller).toMatchObject({ class: 'returning', reasons: ['completed-visit', 'chosen-person'] });
  });
  it('and so does the one chosen last time', () => {
    const caller = identify([person({ personId: 20 }), person({ personId: 12, cards: [3, 12] })], {
      chosenLastTime: 3,
    });
    expect(caller.candidates[0]).toMatchObject({ id: '12', why: 'chosen-last-time' });
  });
});

describe('scenario 38: a number that stands for a channel', () => {
  const settings = { ...input([]).settings, sharedNumbers: [PHONE], numberChannels: new Map([[PHONE, 'prodoctorov']]) };
  it('the channel is known, the person is not', () => {
    const { caller, evidence } = identifyCaller(input([regular()], { settings }));
    expect(caller).toMatchObject({
      kind: 'unknown',
      class: 'unknown',
      reasons: ['shared-number', 'known-channel'],
      candidates: [],
      channel: 'prodoctorov',
    });
    expect(evidence.people).toEqual([]);
  });
  it('another number has none', () => {
    expect(identify([regular()])).not.toHaveProperty('channel');
  });
});

describe('scenario 41: who speaks for a minor', () => {
  const child = person({ personId: 2, surname: 'Орлов', birthDate: '2016-09-05' });
  it.each<[string, Partial<DirectoryPerson>, string]>([
    ['of the same surname', { birthDate: '1984-07-30' }, 'guardian'],
    ['of the same household', { birthDate: '1984-07-30', surname: 'Белова', household: 'Орловы' }, 'guardian'],
    ['of another family', { birthDate: '1984-07-30', surname: 'Белова' }, 'adult'],
    ['a minor too', { birthDate: '2012-07-30' }, 'known-number'],
  ])('%s', (_title, told, why) => {
    const caller = identify([{ ...child, household: 'Орловы' }, person(told)]);
    expect(caller.candidates.find(({ id }) => id === '1')?.why).toBe(why);
  });
  it('the source declares a representative of another surname and without a birth date', () => {
    const declared = { ...child, phoneNote: 'представитель: Белова М. П.' };
    const mother = person({ surname: 'Белова', fullName: 'Белова Мария Петровна', birthDate: null });
    const ranked = (entries: DirectoryPerson[]) => identify(entries).candidates.map(({ id, why }) => [id, why]);
    expect(ranked([declared, mother])).toEqual([
      ['1', 'guardian'],
      ['2', 'known-number'],
    ]);
    expect(ranked([declared, { ...mother, fullName: 'Белова Ольга Петровна' }])[0]?.[1]).toBe('known-number');
    expect(ranked([child, mother]).map(([, why]) => why)).toEqual(['known-number', 'known-number']);
  });
  it('a grown-up who is represented by somebody of another household', () => {
    const old = person({ personId: 2, birthDate: '1940-01-01', phoneNote: 'представитель: Белова Мария' });
    const daughter = person({ surname: 'Белова', fullName: 'Белова Мария Петровна', birthDate: '1970-01-01' });
    expect(identify([old, daughter]).candidates.map(({ id, why }) => [id, why])).toEqual([
      ['1', 'guardian'],
      ['2', 'known-number'],
    ]);
  });
  it('the parent who is no patient: the child alone is shown, with the note of the number', () => {
    expect(identify([{ ...child, phoneNote: 'мама' }]).candidates).toMatchObject([{ id: '2', relation: 'мама' }]);
  });
});

describe('whom the last call was about', () => {
  it('comes before those who were only here', () => {
    const caller = identify([regular({ personId: 1 }), person({ personId: 2 })], { lastSubject: 2 });
    expect(caller.candidates.map(({ id, why }) => [id, why])).toEqual([
      ['2', 'last-subject'],
      ['1', 'last-visit'],
    ]);
  });
});

describe('what people said', () => {
  const spam = person({ personId: 90, kind: 'spam', source: 'manual', externalId: 'spam', fullName: 'spam' });
  it('spam', () => {
    const caller = identify([spam]);
    expect(caller).toMatchObject({ kind: 'unknown', class: 'spam', reasons: ['spam-listed'], candidates: [] });
  });
  it('spam until it was taken off', () => {
    expect(identify([{ ...spam, phoneValidTo: '2026-11-17' }]).class).toBe('first-time');
    expect(identify([{ ...spam, phoneValidTo: '2026-11-18' }]).class).toBe('spam');
  });
  it('a patient whose number robots put on stays a patient', () => {
    const caller = identify([spam, regular()]);
    expect(caller).toMatchObject({ kind: 'patient', class: 'returning' });
    expect(caller.candidates).toHaveLength(1);
  });
  it('a class, whatever the rules say', () => {
    const caller = identify([regular()], { correctedClass: 'first-time' });
    expect(caller).toMatchObject({ class: 'first-time', reasons: ['corrected-by-person', 'completed-visit'] });
    expect(caller.candidates[0]?.class).toBe('returning');
    expect(identify([], { external: null, correctedClass: 'spam' }).class).toBe('spam');
  });
  it('no class for a call between extensions', () => {
    expect(identify([], { direction: 'internal', correctedClass: 'spam' }).class).toBeNull();
  });
  it('scenario 26: a visit for the household turns the presumption', () => {
    const booked = { visit: 'test:9', person: 2, strength: 'strong' } as const;
    const own = identify([person({ visits: [visit(days(1), days(1) + hours(1))] })], { booked });
    expect(own).toMatchObject({ class: 'about-own-visit', reasons: ['visit-ahead', 'household-booked'] });
    expect(isTarget(own)).toBe(true);
    expect(isTarget(identify([person({ visits: [visit(days(1), days(1) + hours(1))] })]))).toBe(false);
    expect(identify([regular()], { booked }).reasons).toEqual(['completed-visit']);
  });
  it.each([
    ['first-time', true],
    ['returning', true],
    ['about-own-visit', false],
    ['staff', false],
    ['contractor', false],
    ['spam', false],
    ['unknown', false],
    [null, false],
  ] as const)('%s is a target: %s', (callClass, target) => {
    expect(isTarget({ class: callClass, reasons: [] })).toBe(target);
  });
});

describe('staff and contractors', () => {
  const nurse = person({ personId: 5, kind: 'staff', fullName: 'Белова Анна Игоревна', validFrom: '2024-03-01' });
  const card = regular({ personId: 6, visits: [visit(hours(1), hours(2))] });

  it("scenario 12: an employee's private mobile that is also in a patient's card: staff first, both shown", () => {
    const caller = identify([card, nurse]);
    expect(caller).toMatchObject({ kind: 'staff', class: 'staff', reasons: ['staff-number'] });
    expect(caller.candidates.map(({ id, class: callClass, why }) => [id, callClass, why])).toEqual([
      ['5', 'staff', 'staff-first'],
      ['6', 'about-own-visit', 'visit-today'],
    ]);
  });

  it('scenario 12: the patient was chosen: a patient calls', () => {
    expect(identify([card, nurse], { chosenPerson: 6 })).toMatchObject({ kind: 'patient', class: 'about-own-visit' });
  });

  it('scenario 42: a contractor', () => {
    const insurer = person({ kind: 'contractor', fullName: 'Страховая', surname: '', givenName: '', patronymic: '' });
    const caller = identify([insurer]);
    expect(caller).toMatchObject({ kind: 'contractor', class: 'contractor', reasons: ['contractor-number'] });
    expect(caller.candidates[0]).toMatchObject({ address: 'Страховая', name: 'Страховая' });
  });

  it.each<[string, Partial<DirectoryPerson>, string, string[]]>([
    ['on the last day', { validTo: '2026-11-18' }, 'staff', ['staff-number']],
    [
      'scenario 54: the day after the last',
      { validTo: '2026-11-17' },
      'first-time',
      ['no-such-number', 'former-staff'],
    ],
    ['on the first day', { validFrom: '2026-11-18' }, 'staff', ['staff-number']],
    ['the day before the first', { validFrom: '2026-11-19' }, 'first-time', ['no-such-number', 'former-staff']],
    [
      'scenario 54: a former contractor',
      { kind: 'contractor', validTo: '2026-11-17' },
      'first-time',
      ['no-such-number', 'former-contractor'],
    ],
  ])('%s', (_title, told, callClass, reasons) => {
    expect(identify([{ ...nurse, ...told }])).toMatchObject({ class: callClass, reasons });
  });

  it('scenario 54: a former employee who is a patient is a patient', () => {
    const caller = identify([{ ...nurse, validTo: '2026-11-17' }, card]);
    expect(caller).toMatchObject({ kind: 'patient', class: 'about-own-visit', reasons: ['visit-ahead'] });
    expect(caller.candidates.map((candidate) => candidate.id)).toEqual(['6']);
  });

  it("the last day ends at the branch's midnight", () => {
    const leaving = { ...nurse, validTo: '2026-11-18' };
    const late = new Date('2026-11-18T20:59:59Z');
    expect(identify([leaving], { startedAt: late }).class).toBe('staff');
    expect(identify([leaving], { startedAt: new Date(late.getTime() + 1000) }).class).toBe('first-time');
  });

  it('a number that was taken off the card identifies nobody from the next day', () => {
    expect(identify([regular({ phoneValidTo: '2026-11-17' })])).toMatchObject({ kind: 'unknown', candidates: [] });
    expect(identify([regular({ phoneValidTo: '2026-11-18' })]).kind).toBe('patient');
    expect(identify([regular({ phoneValidFrom: '2026-11-19' })]).kind).toBe('unknown');
  });
});

describe('scenario 46: a robot', () => {
  const rings = (...ago: number[]) =>
    ago.map((second) => ({ startedAt: new Date(CALL.getTime() - seconds(second)), seconds: 1, result: 'missed' }));
  const burst = ['burst'];
  it.each<[string, Partial<IdentifyInput>, string | null, string[]]>([
    ['the sixth ring in ten seconds', { recentCalls: rings(2, 4, 6, 8, 10) }, 'spam', burst],
    ['the fifth', { recentCalls: rings(2, 4, 6, 8) }, 'first-time', ['no-such-number']],
    ['the sixth, a second too slow', { recentCalls: rings(2, 4, 6, 8, 11) }, 'first-time', ['no-such-number']],
    ['looked at later, the first of six', { recentCalls: rings(-2, -4, -6, -8, -10), seconds: 1 }, 'spam', burst],
    [
      'one of them was a talk',
      { recentCalls: [...rings(2, 4, 6, 8), { ...rings(10)[0]!, seconds: 3 }] },
      'first-time',
      ['no-such-number'],
    ],
    [
      'one of them still rings',
      { recentCalls: [...rings(2, 4, 6, 8), { ...rings(10)[0]!, seconds: null }] },
      'first-time',
      ['no-such-number'],
    ],
    ['this one became a talk', { recentCalls: rings(2, 4, 6, 8, 10), seconds: 40 }, 'first-time', ['no-such-number']],
    ['we call', { recentCalls: rings(2, 4, 6, 8, 10), direction: 'out' }, 'first-time', ['no-such-number']],
    ['without a directory', { recentCalls: rings(2, 4, 6, 8, 10), asOf: null }, 'spam', burst],
  ])('%s', (_title, told, callClass, reasons) => {
    expect(identify([], told)).toMatchObject({ kind: 'unknown', class: callClass, reasons });
  });

  it('a patient who rings like that is a patient', () => {
    expect(identify([regular()], { recentCalls: rings(2, 4, 6, 8, 10) }).class).toBe('returning');
  });
});

describe('a candidate', () => {
  it('is addressed by given name and patronymic, with the note of the number and the nearest visit', () => {
    const next = visit(days(1), days(1) + hours(1), 'confirmed');
    const entry = regular({
      phoneNote: 'моб. мамы',
      note: 'не звонить до 12',
      birthDate: '1986-03-12',
      visits: [visit(days(3), days(3) + hours(1)), next, visit(hours(1), hours(2), 'cancelled')],
    });
    expect(identify([entry]).candidates).toEqual([
      {
        id: '1',
        name: 'Орлова Мария Петровна',
        address: 'Мария Петровна',
        surname: 'Орлова',
        kind: 'patient',
        class: 'about-own-visit',
        relation: 'моб. мамы',
        nextVisit: { id: next.id, startsAt: next.startsAt, doctor: 'Лебедева', branch: 'center' },
        lastVisit: { startsAt: at(-days(30)), doctor: 'Лебедева', branch: 'center' },
        note: 'не звонить до 12',
        birthDate: '1986-03-12',
        rank: 1,
        why: 'next-visit',
        chosen: false,
      },
    ]);
  });

  it.each([
    [{ patronymic: '' }, 'Мария'],
    [{ givenName: '', patronymic: '' }, 'Орлова Мария Петровна'],
  ])('%j is addressed as %s', (told, address) => {
    expect(identify([person(told)]).candidates[0]?.address).toBe(address);
  });

  it('instants of any offset are told in UTC', () => {
    const entry = regular();
    entry.lastCompleted!.startsAt = '2026-10-01T10:00:00+03:00';
    expect(identify([entry]).candidates[0]?.lastVisit?.startsAt).toBe('2026-10-01T07:00:00.000Z');
  });
});

describe('evidence', () => {
  const anyVisit = fc
    .tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 1, max: 300 }), fc.constantFrom(...visitStates))
    .map(([start, minutes, state]) => visit(hours(start), hours(start) + seconds(60 * minutes), state));
  const day = fc.option(fc.constantFrom('2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'), { nil: null });
  const anyPerson = fc
    .record({
      personId: fc.integer({ min: 1, max: 6 }),
      kind: fc.constantFrom('patient', 'patient', 'staff', 'contractor', 'spam'),
      knownBefore: fc.boolean(),
      birthDate: fc.option(fc.constantFrom('1980-01-01', '2015-01-01'), { nil: null }),
      validFrom: day,
      validTo: day,
      phoneValidTo: day,
      peopleOnNumber: fc.constantFrom(1, 2, 8, 9),
      visits: fc.array(anyVisit, { maxLength: 4 }),
      firstCompletedAt: fc.option(
        fc.integer({ min: -100, max: 100 }).map((hour) => at(hours(hour))),
        { nil: null },
      ),
    })
    .map((told) => person(told as Partial<DirectoryPerson>));
  const anyCall = fc.record({
    entries: fc.uniqueArray(anyPerson, { maxLength: 5, selector: (entry) => entry.personId }),
    external: fc.constantFrom(PHONE, PHONE, PHONE, null, '+74950000101', '+79999999999'),
    direction: fc.constantFrom('in', 'in', 'out', 'internal', null),
    asOf: fc.constantFrom(null, new Date(CALL.getTime() - days(1)), new Date(CALL.getTime() - days(9))),
    chosenPerson: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
    chosenLastTime: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
    lastSubject: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
    correctedClass: fc.constantFrom(null, null, 'spam' as const, 'returning' as const),
    booked: fc.constantFrom(null, { visit: 'test:0', person: 1, strength: 'weak' as const }),
    seconds: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
    recentCalls: fc.array(
      fc.record({
        startedAt: fc.integer({ min: -20, max: 20 }).map((second) => new Date(CALL.getTime() + seconds(second))),
        seconds: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
        result: fc.constantFrom('missed', 'answered', null),
      }),
      { maxLength: 12 },
    ),
    zone: fc.constantFrom('Europe/Moscow', 'Asia/Vladivostok', 'Europe/Kaliningrad'),
  });

  it('gives the same kind, class and reasons again after it was stored, and every caller keeps the contract', () => {
    fc.assert(
      fc.property(anyCall, ({ entries, ...told }) => {
        const { caller, evidence } = identifyCaller(input(entries, told));
        expect(recompute(JSON.parse(JSON.stringify(evidence)))).toEqual({
          kind: caller.kind,
          class: caller.class,
          reasons: caller.reasons,
        });
        callerSchema.parse(caller);
        expect(caller.candidates.map((candidate) => candidate.rank)).toEqual(
          caller.candidates.map((_, index) => index + 1),
        );
        for (const reason of caller.reasons) expect(Object.keys(callerReasons)).toContain(reason);
        for (const { why } of caller.candidates) expect(Object.keys(rankReasons)).toContain(why);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the order of the people', () => {
    fc.assert(
      fc.property(anyCall, ({ entries, ...told }) => {
        const straight = identify(entries, told);
        expect(identify(entries.toReversed(), told as Partial<IdentifyInput>)).toEqual(straight);
      }),
      { numRuns: 500 },
    );
  });

  it('holds no names', () => {
    const { evidence } = identifyCaller(
      input([regular({ note: 'тайна', phoneNote: 'мама', visits: [visit(0, hours(1))] })]),
    );
    expect(JSON.stringify(evidence)).not.toMatch(/\p{Script=Cyrillic}/u);
  });
});
