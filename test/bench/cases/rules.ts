import { thousandRules, timeOf } from '../../rules/measure-rules.ts';
import { atMost, type Finding, type Setting } from '../benchmark-case.ts';

const LIMIT_MS = 1;
const spreads = {
  anywhere: 'no rule names a line or a branch: every one is looked at',
  spread: 'over 3 lines and 2 branches',
} as const;

/** A thousand rules over a call of which none holds: all conditions are looked at. */
export async function measureRules({ short, tell }: Setting): Promise<Finding> {
  const rounds = short ? 20 : 200;
  const found = (Object.keys(spreads) as (keyof typeof spreads)[]).flatMap((spread) => {
    tell(spreads[spread]);
    const compiled = thousandRules(spread);
    return (['none', 'every'] as const).map((trace) => ({ spread, trace, ms: timeOf(compiled, trace, rounds) }));
  });
  return {
    title: 'A thousand rules over a call',
    how: `Each rule asks for direction, class, a mask and a beginning of the number and the working hours; none holds, so all are looked at. Processor time of one evaluation, the quickest of ${rounds} rounds of 200.`,
    tables: [
      {
        header: ['1,000 rules', 'without the trace, ms', 'with the trace of all, ms'],
        rows: (Object.keys(spreads) as (keyof typeof spreads)[]).map((spread) => [
          spreads[spread],
          ...found.filter((one) => one.spread === spread).map(({ ms }) => ms),
        ]),
      },
    ],
    verdicts: found
      .filter(({ trace }) => trace === 'none')
      .map(({ spread, ms }) => atMost(`1,000 rules over a call, ${spreads[spread]}`, ms, LIMIT_MS, 'ms')),
    notes: [],
    faults: [],
    postgresVersion: null,
    raw: found,
  };
}
