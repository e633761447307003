/* oxlint-disable unicorn/no-thenable -- the word of the file; nobody awaits it */
import fc from 'fast-check';
import type { Candidate } from '../../src/contracts/caller.ts';
import { callClasses, callerKinds } from '../../src/contracts/caller.ts';
import { campaignAt, nextOpening, openingAt } from '../../src/platform/configuration/index.ts';
import { compileRules, describeVerdict, evaluateRules, rulesOf, type RuleFacts } from '../../src/rules/index.ts';
import { clinicWith } from './clinic.ts';
import { askedCall, thousandRules } from './measure-rules.ts';

const at = (local: string): Date => new Date(`${local}+03:00`);
const facts = (told: Partial<RuleFacts> = {}): RuleFacts => ({
  at: at('2026-03-02T12:00:00'),
  direction: 'in',
  account: 'phones',
  branch: 'center',
  line: '+74950000101',
  external: '+79161112233',
  kind: 'unknown',
  class: 'first-time',
  candidates: [],
  earlierCalls: [],
  waitSeconds: null,
  result: null,
  ...told,
});
const person = (told: Partial<Candidate> = {}): RuleFacts['candidates'][number] => ({
  ...{
    kind: 'patient',
    source: 'patients',
    note: null,
    relation: null,
    nextVisit: null,
    lastVisit: null,
    chosen: false,
  },
  ...told,
});
const visit = (startsAt: string) => ({ id: '1', startsAt: at(startsAt).toISOString(), doctor: null, branch: null });

const oneRule = (when: string, added = '') =>
  rulesOf(clinicWith(`${added}rules:\n  - name: Правило\n    when: ${when}\n    then: { tags: [да] }\n`));

/** condition → calls for which it holds, calls for which it does not. */
const boundaries: [when: string, holds: Partial<RuleFacts>[], fails: Partial<RuleFacts>[]][] = [
  ['{ line: 8 495 000-01-01 }', [{}], [{ line: '+74950000102' }, { line: null }]],
  ['{ branch: [center, north] }', [{}, { branch: 'north' }], [{ branch: null }]],
  ['{ direction: out }', [{ direction: 'out' }], [{}, { direction: null }]],
  ['{ kind: hidden }', [{ kind: 'hidden', external: null }], [{}]],
  ['{ class: [first-time, unknown] }', [{}, { class: 'unknown' }], [{ class: 'spam' }, { class: null }]],
  ['{ number: +7 916* }', [{}], [{ external: '+79171112233' }, { external: null }]],
  ['{ number: +7 916 ??? 22 33 }', [{}], [{ external: '+79161112234' }, { external: '+791611122330' }]],
  ['{ number: 8 (916) 111-22-33 }', [{}], [{ external: '+79161112234' }]],
  ['{ number: +44* }', [{ external: '+442071234567' }], [{}]],
  [
    '{ hours: open }',
    [{}, { at: at('2026-03-02T09:00:00') }, { at: at('2026-03-02T20:59:59') }],
    [{ at: at('2026-03-02T08:59:59') }, { at: at('2026-03-02T21:00:00') }, { branch: null }],
  ],
  ['{ hours: closed }', [{ at: at('2026-03-01T18:00:00') }], [{ at: at('2026-03-01T17:59:59') }, { branch: null }]],
  [
    '{ time: mon 12:00-13:00 }',
    [{}, { at: at('2026-03-02T12:59:59') }],
    [{ at: at('2026-03-02T13:00:00') }, { at: at('2026-03-03T12:00:00') }],
  ],
  // Ten in the evening in Moscow is midnight in Yekaterinburg.
  [
    '{ time: tue 00:00-01:00 }',
    [{ at: at('2026-03-02T22:00:00'), branch: 'north' }],
    [{ at: at('2026-03-02T22:00:00') }],
  ],
  [
    '{ dates: { from: 2026-03-02, to: 2026-03-02 } }',
    [{ at: at('2026-03-02T00:00:00') }, { at: at('2026-03-02T23:59:59') }],
    [{ at: at('2026-03-01T23:59:59') }, { at: at('2026-03-03T00:00:00') }],
  ],
  [
    '{ calls: { atLeast: 3, withinMinutes: 10 } }',
    [{ earlierCalls: [at('2026-03-02T11:50:00').getTime(), at('2026-03-02T11:59:59').getTime()] }],
    [
      { earlierCalls: [at('2026-03-02T11:49:59').getTime(), at('2026-03-02T11:59:59').getTime()] },
      { earlierCalls: null },
      { direction: 'out', earlierCalls: [at('2026-03-02T11:58:00').getTime(), at('2026-03-02T11:59:59').getTime()] },
    ],
  ],
  ['{ waited: { atLeast: 60 } }', [{ waitSeconds: 60 }], [{ waitSeconds: 59 }, {}]],
  ['{ waited: { lessThan: 5 } }', [{ waitSeconds: 4 }, { waitSeconds: 0 }], [{ waitSeconds: 5 }, {}]],
  ['{ result: [missed] }', [{ result: 'missed' }], [{ result: 'answered' }, {}]],
  ['{ caller: { people: { atMost: 0 } } }', [{}], [{ candidates: [person()] }]],
  [
    '{ caller: { people: { atLeast: 2 } } }',
    [{ candidates: [person(), person()] }],
    [{ candidates: [person()] }, { candidates: [person(), person({ chosen: true })] }],
  ],
  [
    '{ caller: { kind: staff } }',
    [{ candidates: [person(), person({ kind: 'staff' })] }],
    [{}, { candidates: [person()] }],
  ],
  ['{ caller: { source: ident } }', [{ candidates: [person({ source: 'ident' })] }], [{ candidates: [person()] }]],
  [
    '{ caller: { noteContains: [vip, ещё] } }',
    [{ candidates: [person({ note: 'Наш VIP' })] }, { candidates: [person({ relation: 'позвонить еще' })] }],
    [{ candidates: [person({ note: 'не звонить до 12' })] }, {}],
  ],
  [
    '{ caller: { visitToday: true } }',
    [{ candidates: [person({ nextVisit: visit('2026-03-02T23:59:00') })] }],
    [{ candidates: [person({ nextVisit: visit('2026-03-03T00:00:00') })] }, {}],
  ],
  [
    '{ caller: { visitToday: false } }',
    [{ candidates: [person({ nextVisit: visit('2026-03-03T00:00:00') })] }, {}],
    [{ candidates: [person({ nextVisit: visit('2026-03-02T23:59:00') })] }],
  ],
  [
    '{ caller: { visitWithinDays: 3 } }',
    [{ candidates: [person({ nextVisit: visit('2026-03-05T23:59:00') })] }],
    [{ candidates: [person({ nextVisit: visit('2026-03-06T00:00:00') })] }, { candidates: [person()] }],
  ],
  [
    '{ caller: { lastVisitDaysAgo: 30 } }',
    [{ candidates: [person({ lastVisit: visit('2026-01-31T23:00:00') })] }],
    [{ candidates: [person({ lastVisit: visit('2026-02-01T00:00:00') })] }, { candidates: [person()] }],
  ],
  // One person must fit everything.
  [
    '{ caller: { kind: patient, noteContains: vip } }',
    [{ candidates: [person({ note: 'vip' })] }],
    [{ candidates: [person(), person({ kind: 'staff', note: 'vip' })] }],
  ],
];

describe.each(boundaries)('%s', (when, holds, fails) => {
  const rules = oneRule(when);
  it('holds', () => {
    for (const told of holds) expect(evaluateRules(rules, facts(told)).rule).toBe('Правило');
  });
  it('does not hold, and the trace names the condition', () => {
    const names = new Set(rules.rules[0]?.conditions.map(({ name }) => name));
    for (const told of fails) {
      const { rule, trace } = evaluateRules(rules, facts(told), { trace: 'every' });
      expect(rule).toBeNull();
      expect(names).toContain(trace[0]?.failed?.condition);
    }
  });
});

describe('order', () => {
  const rules = rulesOf(
    clinicWith(`rules:
  - name: Метка
    when: { branch: center }
    then: { tags: [центр], priority: low }
    continue: true
  - name: Первое
    when: { line: +7 495 000-01-01 }
    then: { tags: [сайт, центр], priority: high, ignoreInReports: true }
  - name: Второе
    then: { tags: [все], mis: [] }
`),
  );

  it('the first that holds decides; what goes on keeps its word and adds its tags', () => {
    expect(evaluateRules(rules, facts())).toMatchObject({
      rule: 'Метка',
      matched: ['Метка', 'Первое'],
      actions: { tags: ['центр', 'сайт'], priority: 'low', ignoreInReports: true },
    });
    expect(evaluateRules(rules, facts({ line: '+73430000201', branch: 'north' }))).toMatchObject({
      rule: 'Второе',
      matched: ['Второе'],
      actions: { tags: ['все'], mis: [] },
    });
  });

  it('the trace has every rule up to the one that decides', () => {
    const { trace } = evaluateRules(rules, facts({ line: '+73430000201', branch: 'north' }), { trace: 'every' });
    expect(trace).toEqual([
      { rule: 'Метка', place: 1, matched: false, failed: { condition: 'branch', wanted: 'center', found: 'north' } },
      {
        rule: 'Первое',
        place: 2,
        matched: false,
        failed: { condition: 'line', wanted: '+74950000101', found: '+73430000201' },
      },
      { rule: 'Второе', place: 3, matched: true, failed: null },
    ]);
  });
});

describe('whatever the rules and the call', () => {
  const lines = ['+7 495 000-01-01', '+7 495 000-01-02', '+7 343 000-02-01'];
  const some = <T>(values: readonly T[]) =>
    fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }), { nil: undefined });
  const when = fc.record(
    {
      line: some(lines),
      branch: some(['center', 'north']),
      direction: some(['in', 'out', 'internal'] as const),
      class: some(callClasses),
      kind: some(callerKinds),
      hours: fc.option(fc.constantFrom('open', 'closed'), { nil: undefined }),
      number: some(['+7 916*', '+7 91? 111 22 33', '+44*']),
      result: some(['missed', 'answered'] as const),
    },
    { requiredKeys: [] },
  );
  const rules = fc.array(fc.record({ when, continue: fc.boolean() }), { maxLength: 12 });
  const call = fc.record({
    line: fc.option(fc.constantFrom('+74950000101', '+74950000102', '+73430000201'), { nil: null }),
    branch: fc.option(fc.constantFrom('center', 'north'), { nil: null }),
    direction: fc.constantFrom('in', 'out', 'internal', null),
    class: fc.option(fc.constantFrom(...callClasses), { nil: null }),
    kind: fc.option(fc.constantFrom(...callerKinds), { nil: null }),
    external: fc.option(fc.constantFrom('+79161112233', '+79151112233', '+442071234567'), { nil: null }),
    result: fc.constantFrom('missed', 'answered', null),
    hour: fc.integer({ min: 0, max: 335 }),
  });

  it('the index finds what looking at every rule finds, and it is the first in order', () => {
    fc.assert(
      fc.property(rules, call, (written, { hour, ...told }) => {
        const text = written.map((rule, n) => ({
          name: `r${n}`,
          when: rule.when,
          then: { tags: [`t${n}`] },
          continue: rule.continue,
        }));
        const compiled = compileRules(clinicWith(`rules: ${JSON.stringify(text)}\n`));
        const asked = facts({ ...told, at: new Date(Date.UTC(2026, 2, 1, hour)) });
        const quick = evaluateRules(compiled, asked);
        const whole = evaluateRules(compiled, asked, { trace: 'every' });
        expect([quick.matched, quick.actions]).toEqual([whole.matched, whole.actions]);
        // Each rule alone says whether it holds; the order does the rest.
        const alone = text.filter(
          ({ name }) =>
            evaluateRules({ ...compiled, rules: compiled.rules.filter(({ rule }) => rule.name === name) }, asked, {
              trace: 'every',
            }).rule !== null,
        );
        const end = alone.findIndex((rule) => !rule.continue);
        expect(whole.matched).toEqual((end === -1 ? alone : alone.slice(0, end + 1)).map(({ name }) => name));
        expect(whole.trace.map(({ place }) => place)).toEqual(whole.trace.map((_, n) => n + 1));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a trace', () => {
  it('has no name and no whole number in it, and says in words what is missing', () => {
    const rules = rulesOf(
      clinicWith(`numberLists:\n  - { id: vip, numbers: [+7 903 000-33-44] }\nrules:
  - { name: Список, when: { number: vip }, then: { tags: [а] } }
  - { name: Заметка, when: { caller: { noteContains: vip } }, then: { tags: [а] } }
  - { name: Ночь, when: { hours: closed }, then: { tags: [а] } }
  - { name: Пропущен, when: { result: missed }, then: { tags: [а] } }
`),
    );
    const verdict = evaluateRules(rules, facts({ candidates: [person({ note: 'долг 3000' })] }));
    const words = describeVerdict(verdict, 'ru');
    expect(words).toEqual([
      '  1. «Список»: не подошло, номер звонящего: нужно номера из списка (1), а здесь +7916***2233',
      '  2. «Заметка»: не подошло, слово в заметке: нужно vip, а здесь в заметке другое',
      '  3. «Ночь»: не подошло, часы работы: нужно закрыто, а здесь открыто (по расписанию недели, пн 12:00)',
      '  4. «Пропущен»: не подошло, чем кончилось: нужно missed, а это не известно',
      'Ни одно правило не подошло: все как без правил.',
    ]);
    expect(JSON.stringify(verdict)).not.toMatch(/9161112233|9030003344|долг/);
    expect(describeVerdict(verdict, 'en')[3]).toBe(
      '  4. "Пропущен": does not hold, result: wanted missed, and it is not known',
    );
  });
});

describe('hours', () => {
  const times = { zone: 'Europe/Moscow', ...openHours() };
  function openHours() {
    const { branches } = clinicWith(
      'specialDays:\n  - { from: 2026-03-09, name: Праздник }\n  - { from: 2026-03-10, hours: 12:00-14:00 }\n',
    );
    const { hours, specialDays } = branches.get('center') ?? {};
    return { hours, specialDays };
  }

  it.each([
    ['2026-03-08T17:59:59', true, 'weekly-hours'],
    ['2026-03-09T12:00:00', false, 'special-day'],
    ['2026-03-10T11:59:59', false, 'special-day'],
    ['2026-03-10T12:00:00', true, 'special-day'],
    ['2026-03-10T14:00:00', false, 'special-day'],
  ])('at %s', (time, open, why) => {
    expect(openingAt(times, at(time))).toEqual({ open, why });
  });

  it.each([
    ['2026-03-08T17:00:00', '2026-03-08T17:00:00'],
    ['2026-03-08T18:00:00', '2026-03-10T12:00:00'],
    ['2026-03-10T14:00:00', '2026-03-11T09:00:00'],
  ])('after %s the branch opens at %s', (time, opens) => {
    expect(nextOpening(times, at(time))).toEqual(at(opens));
  });

  it('of a zone with summer time: the hour that is left out', () => {
    const berlin = { zone: 'Europe/Berlin', hours: [{ weekday: 7, from: 9 * 60, to: 18 * 60 }] };
    expect(nextOpening(berlin, new Date('2026-03-29T00:30:00Z'))).toEqual(new Date('2026-03-29T07:00:00Z'));
    expect(openingAt(berlin, new Date('2026-03-29T07:00:00Z')).open).toBe(true);
  });

  it('that are not told are neither open nor closed', () => {
    expect(openingAt({ zone: 'UTC' }, at('2026-03-08T17:00:00'))).toEqual({ open: null, why: 'no-hours' });
    expect(nextOpening({ zone: 'UTC' }, at('2026-03-08T17:00:00'))).toBeNull();
  });
});

it('a campaign is of the day where the branch is', () => {
  const line = clinicWith('').lines.get('+74950000102');
  expect(campaignAt(line, new Date('2026-02-28T20:59:59Z'), 'Europe/Moscow')?.name).toBe('без рекламы');
  expect(campaignAt(line, new Date('2026-02-28T21:00:00Z'), 'Europe/Moscow')?.name).toBe('yandex-maps');
  expect(campaignAt(undefined, new Date(), 'Europe/Moscow')).toBeNull();
});

it('1,000 rules over a call are each asked and told of', () => {
  expect(evaluateRules(thousandRules('anywhere'), askedCall).trace).toHaveLength(1000);
});
