import { readFileSync } from 'node:fs';
import { audienceOf, dryRun, evaluateRules, rulesOf, type DescribedCall } from '../../src/rules/index.ts';
import { decideAnswer } from '../../src/answers/index.ts';
import type { Configuration } from '../../src/platform/configuration/index.ts';
import { clinicWith } from './clinic.ts';

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');

/** The YAML under a heading of docs/rules.md, as a clinic would paste it. */
function example(heading: string): Configuration {
  const section = page.split(/^#{2,3} /m).find((part) => part.startsWith(heading));
  const yaml = /```yaml\n([\s\S]*?)```/.exec(section ?? '')?.[1];
  if (yaml === undefined) throw new Error(`docs/rules.md has no example under "${heading}"`);
  return clinicWith(yaml);
}

const clock = { now: () => new Date('2026-03-02T12:00:00+03:00') };
const test = (configuration: Configuration, described: Partial<DescribedCall>) =>
  dryRun(
    { direction: 'in', from: '+7 916 555-44-33', line: '+7 495 000-01-01', class: 'first-time', ...described },
    { configuration, clock, find: null, callsOf: null },
  );

describe('night calls become tasks', () => {
  const night = example('Night calls become tasks');

  it.each([
    ['at night', '2026-03-02T23:10:00+03:00', '2026-03-03T06:30:00.000Z'],
    ['one minute before opening', '2026-03-02T08:59:59+03:00', '2026-03-02T06:30:00.000Z'],
    ['on Saturday evening', '2026-03-07T18:00:00+03:00', '2026-03-08T07:30:00.000Z'],
    ['after the end of a short day', '2026-12-31T15:00:00+03:00', '2027-01-09T07:30:00.000Z'],
    ['in the holidays', '2027-01-05T12:00:00+03:00', '2027-01-09T07:30:00.000Z'],
  ])('%s, due half an hour after the branch opens next', async (_when, at, dueAt) => {
    const { verdict, decision } = await test(night, { at, result: 'missed' });
    expect(verdict.rule).toBe('Ночью — в задачи');
    expect(decision).toMatchObject({
      tags: ['ночной звонок'],
      tasks: [{ type: 'callback', what: 'Перезвонить, звонили ночью', owner: 'reception-1', dueAt }],
    });
  });

  it.each([
    ['at the minute of opening', { at: '2026-03-02T09:00:00+03:00', result: 'missed' as const }, 'hours'],
    ['in the last minute', { at: '2026-03-02T20:59:59+03:00', result: 'missed' as const }, 'hours'],
    ['within a short day', { at: '2026-12-31T14:59:59+03:00', result: 'missed' as const }, 'hours'],
    ['answered at night', { at: '2026-03-02T23:10:00+03:00', result: 'answered' as const }, 'result'],
    ['still ringing', { at: '2026-03-02T23:10:00+03:00' }, 'result'],
  ])('but not %s', async (_when, described, condition) => {
    const { verdict } = await test(night, described);
    expect(verdict.rule).toBeNull();
    expect(verdict.trace[0]?.failed?.condition).toBe(condition);
  });
});

describe("the owner's list of VIPs", () => {
  const vip = example("The owner's list of VIPs");

  it.each(['+7 916 000-11-22', '89030003344', '8 (495) 777-12-34'])(
    '%s rings and shows at workplace 1',
    async (from) => {
      const { verdict } = await test(vip, { from });
      expect(verdict.rule).toBe('VIP — на первое место');
      expect(verdict.actions.pop).toEqual({ when: 'ring', ringing: true, supervisors: true, seats: ['reception-1'] });
      const settings = { callerName: true, route: 'off' as const, lastOperatorDays: 90 };
      const { decision } = decideAnswer({
        ...{ settings, withheld: false, candidates: [], lastOperator: null, rule: verdict.actions.answer },
        wants: ['caller-name', 'route'],
      });
      expect(decision).toEqual({ callerName: 'VIP', extension: '101', say: null, code: null });
    },
  );

  it.each(['+7 916 000-11-23', '+7 495 776-12-34', 'hidden'])('%s does not', async (from) => {
    expect((await test(vip, { from })).verdict.rule).toBeNull();
  });

  it('opens the card through the rules of a stored call', () => {
    const row = {
      account: 'phones',
      branch: 'center',
      line: '+74950000101',
      direction: 'in',
      external: '+79160001122',
    };
    const rest = { kind: 'unknown', class: 'first-time', started_at: clock.now(), wait_seconds: null, result: null };
    expect(audienceOf(vip, { ...row, ...rest, caller: null })?.seats).toEqual(['reception-1']);
  });
});

describe('an advertising line belongs to a campaign', () => {
  const maps = example('An advertising line belongs to a campaign');
  const line = '+7 495 000-01-02';

  it.each([
    ['the day before', '2026-02-28T23:59:59+03:00', 'без рекламы', null],
    ['the first minute', '2026-03-01T00:00:00+03:00', 'yandex-maps', 'Реклама на картах'],
    ['the last second', '2026-05-31T23:59:59+03:00', 'yandex-maps', 'Реклама на картах'],
    ['the next channel', '2026-06-01T00:00:00+03:00', '2gis', 'Реклама на картах'],
  ])('on %s', async (_when, at, campaign, rule) => {
    const { verdict, told } = await test(maps, { at, line });
    expect(told.campaign).toBe(campaign);
    expect(verdict.rule).toBe(rule);
  });

  it('whose cost and source are known', () => {
    expect(maps.lines.get('+74950000102')?.campaigns?.[0]).toEqual({
      ...{ name: 'yandex-maps', source: 'yandex', from: '2026-03-01', to: '2026-05-31', costPerMonth: 45000 },
    });
  });
});

it('every example of the page is a sound configuration', () => {
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  expect(blocks).toHaveLength(4);
  for (const block of blocks) {
    const compiled = rulesOf(clinicWith(block));
    expect(compiled.rules.length).toBeGreaterThan(0);
    expect(evaluateRules(compiled, nobodyKnows).version).toBe(compiled.version);
  }
});

const nobodyKnows = {
  ...{ at: clock.now(), direction: null, account: null, branch: null, line: null, external: null, kind: null },
  ...{ class: null, candidates: [], earlierCalls: null, waitSeconds: null, result: null },
};
