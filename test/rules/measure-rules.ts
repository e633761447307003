/* oxlint-disable unicorn/no-thenable -- the word of the file; nobody awaits it */
import { compileRules, evaluateRules, type CompiledRules, type RuleFacts } from '../../src/rules/index.ts';
import { clinicWith } from './clinic.ts';

export const askedCall: RuleFacts = {
  at: new Date('2026-03-02T12:00:00+03:00'),
  direction: 'in',
  account: 'phones',
  branch: 'center',
  line: '+74950000101',
  external: '+79161112233',
  kind: 'patient',
  class: 'returning',
  candidates: [],
  earlierCalls: [],
  waitSeconds: null,
  result: null,
};

/** No rule holds. `anywhere`: every rule is looked at; else they are spread over 3 lines and 2 branches. */
export function thousandRules(spread: 'anywhere' | 'spread'): CompiledRules {
  const places = [
    { line: '+7 495 000-01-01' },
    { line: '+7 495 000-01-02' },
    { line: '+7 343 000-02-01' },
    { branch: 'center' },
    { branch: 'north' },
  ];
  const rules = Array.from({ length: 1000 }, (_, n) => ({
    name: `r${n}`,
    when: {
      ...(spread === 'spread' && places[n % places.length]),
      direction: 'in',
      class: 'returning',
      number: ['+7 9?? 000 00 01', `+7 90${n % 10}*`],
      hours: 'closed',
    },
    then: { tags: ['а'] },
  }));
  return compileRules(clinicWith(`rules: ${JSON.stringify(rules)}\n`));
}

/**
 * Milliseconds of processor time that one evaluation takes: of the quickest of so many rounds, for what else runs on the
 * machine only ever adds.
 */
export function timeOf(compiled: CompiledRules, trace: 'none' | 'every', rounds: number): number {
  const evaluations = 200;
  let least = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const began = process.cpuUsage();
    for (let n = 0; n < evaluations; n += 1) evaluateRules(compiled, askedCall, { trace });
    const { user, system } = process.cpuUsage(began);
    least = Math.min(least, (user + system) / 1000 / evaluations);
  }
  return least;
}
