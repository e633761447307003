import type { PbxEmployee } from '../../src/contracts/pbx-api.ts';
import { TransientFailure } from '../../src/contracts/failures.ts';
import { knownEmployees } from '../../src/integrations/known-employees.ts';
import type { AskedPbx } from '../../src/platform/pbx-access.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';

const anna: PbxEmployee = { ref: 'e-9', name: 'Петрова Анна', extensions: ['109'] };

/** Accounts by what each of them answers next; `dumb` cannot be asked. */
function asking(answers: Record<string, () => Promise<PbxEmployee[]>>) {
  const asked: string[] = [];
  let now = Date.UTC(2026, 2, 2, 9);
  const employees = knownEmployees({
    find: (account) => {
      const answer = answers[account];
      const api = {
        ...(answer && {
          employees: () => {
            asked.push(account);
            return answer();
          },
        }),
      };
      return account === 'gone' ? null : ({ api, context: {} } as unknown as AskedPbx);
    },
    clock: { now: () => new Date(now) },
    log: silentLog,
  });
  return { asked, employees, pass: (seconds: number) => (now += seconds * 1000) };
}

it('asks a PBX once in ten minutes', async () => {
  const { asked, employees, pass } = asking({ paper: () => Promise.resolve([anna]) });
  expect(await employees('paper')).toEqual([anna]);
  pass(599);
  expect(await employees('paper')).toEqual([anna]);
  expect(asked).toEqual(['paper']);
  pass(1);
  await employees('paper');
  expect(asked).toEqual(['paper', 'paper']);
});

it('leaves a PBX that fails alone for a minute, and keeps what it told before', async () => {
  let answer = (): Promise<PbxEmployee[]> => Promise.resolve([anna]);
  const { asked, employees, pass } = asking({ paper: () => answer() });
  await employees('paper');
  answer = () => Promise.reject(new TransientFailure('busy'));
  pass(600);
  expect(await employees('paper')).toEqual([anna]);
  pass(59);
  expect(await employees('paper')).toEqual([anna]);
  expect(asked).toHaveLength(2);
  pass(1);
  answer = () => Promise.resolve([]);
  expect(await employees('paper')).toEqual([]);
  expect(asked).toHaveLength(3);
});

it('asks accounts side by side: one that fails or hangs empties no other', async () => {
  let release = (_told: PbxEmployee[]): void => undefined;
  const hanging = new Promise<PbxEmployee[]>((resolve) => (release = resolve));
  const { asked, employees } = asking({
    hangs: () => hanging,
    fails: () => Promise.reject(new TransientFailure('busy')),
    works: () => Promise.resolve([anna]),
  });
  const [first, second] = [employees('hangs'), employees('hangs')];
  expect(await employees('fails')).toEqual([]);
  expect(await employees('works')).toEqual([anna]);
  release([anna]);
  expect([await first, await second]).toEqual([[anna], [anna]]);
  expect(asked).toEqual(['hangs', 'fails', 'works']);
});

it('knows nobody of a PBX that cannot be asked', async () => {
  const { employees } = asking({});
  expect([await employees('dumb'), await employees('gone')]).toEqual([[], []]);
});
