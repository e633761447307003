import { dryRun, rulesOf, type DescribedCall } from '../../src/rules/index.ts';
import { differences } from '../../src/rules/replay-rules.ts';
import { clinicFile, clinicWith } from './clinic.ts';

const clock = { now: () => new Date('2026-03-02T12:00:00+03:00') };
const tried = (configuration: ReturnType<typeof clinicWith>, told: Partial<DescribedCall>) =>
  dryRun({ direction: 'in', line: '+7 495 000-01-01', ...told }, { configuration, clock, find: null, callsOf: null });

const aggregator = `calls:
  channelNumbers: [{ number: +7 495 000-01-98, channel: prodoctorov }]
rules:
  - name: Агрегатор
    when: { campaign: prodoctorov }
    then: { tags: [агрегатор] }
  - name: Сайт
    when: { campaign: site }
    then:
      task: { what: Разобрать, type: other, dueMinutes: 15 }
      sms: { template: welcome }
      priority: low
messages:
  templates: [{ id: welcome, text: { ru: Здравствуйте } }]
`;

describe('the campaign', () => {
  const clinic = clinicWith(aggregator);
  it("is the channel of an aggregator's number, whatever line was called", async () => {
    const { verdict, told } = await tried(clinic, { from: '8 495 000 01 98', class: 'unknown' });
    expect([verdict.rule, told.campaign]).toEqual(['Агрегатор', 'prodoctorov']);
  });
  it('is else that of the line', async () => {
    const { verdict, told } = await tried(clinic, { from: '+79160001122', class: 'first-time' });
    expect([verdict.rule, told.campaign]).toEqual(['Сайт', 'site']);
  });
});

it('what is decided is plain: tasks, messages, priority', async () => {
  const { decision } = await tried(clinicWith(aggregator), { from: '+79160001122', class: 'first-time' });
  expect(JSON.parse(JSON.stringify(decision))).toEqual({
    ...{ version: decision.version, rule: 'Сайт', matched: ['Сайт'], tags: [], ignoreInReports: false, mis: null },
    tasks: [
      {
        ...{ type: 'other', what: 'Разобрать', owner: null, dueMinutes: 15, countFrom: 'call' },
        dueAt: '2026-03-02T09:15:00.000Z',
      },
    ],
    sms: [{ template: 'welcome' }],
    priority: 'low',
  });
});

it('the order of keys of a stored decision is no difference, a due time is', async () => {
  const { decision } = await tried(clinicWith(aggregator), { from: '+79160001122', class: 'first-time' });
  const stored = {
    ...decision,
    version: 'another',
    tasks: decision.tasks.map(({ dueAt, ...task }) => ({ dueAt, ...task })),
  };
  expect(differences(stored, decision)).toEqual([]);
  expect(differences({ ...stored, tasks: [] }, decision)).toEqual(['tasks']);
});

it('a saved version is part of the version', () => {
  const ofFile = rulesOf(clinicWith(aggregator, clinicFile)).version;
  expect(rulesOf({ ...clinicWith(aggregator), savedRules: 7 }).version).toBe(`7-${ofFile}`);
});
