import { misAdapters } from '../../adapters/mis/index.ts';
import { pushRules } from './mis-push-rules.ts';
import { pushSubjects } from './mis-push-subjects.ts';

const telling = misAdapters.flatMap((adapter) => (adapter.push === undefined ? [] : [{ adapter, push: adapter.push }]));

it('there is a MIS that we tell', () => expect(telling.map(({ adapter }) => adapter.id)).toContain('webhooks'));

describe.each(telling.map((each) => [each.adapter.id, each] as const))(
  'MIS that we tell: %s',
  (id, { adapter, push }) => {
    it.each(pushRules.map((rule) => [rule.name, rule] as const))('%s', async (_name, rule) => {
      const subject = pushSubjects[id];
      if (subject === undefined) throw new Error(`${id} has no subject in mis-push-subjects.ts`);
      expect(await rule.problems({ adapter, push, subject })).toEqual([]);
    });
  },
);
