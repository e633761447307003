import { misAdapters } from '../../adapters/mis/index.ts';
import { PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { MisPush } from '../../src/contracts/mis-push.ts';
import { pushRules } from './mis-push-rules.ts';
import { pushSubjects } from './mis-push-subjects.ts';

const adapter = misAdapters.find(({ id }) => id === 'webhooks')!;
const sound = adapter.push!;
const subject = pushSubjects['webhooks']!;

/** Ways to break an adapter, each with the rule that must catch it. */
const broken: [string, string, Partial<MisPush<unknown>>][] = [
  ['takes every answer for success', 'permanent', { judge: () => null }],
  ['takes 500 for a refusal', 'tells 408', refusing((status) => status >= 500)],
  ['takes 408 for a refusal', 'tells 408', refusing((status) => status === 408)],
  ['takes a redirect for success', 'no redirect', passing((status) => status >= 300 && status < 400)],
  ['takes a captive portal for success', 'HTML', passing((status) => status === 200)],
  ['dies of 410 like of any refusal', 'wants nothing more', refusing((status) => status === 410)],
  ['stops for a wrong secret', 'wants nothing more', stopping()],
  ['makes a new id for every attempt', 'same bytes', renamed((id, now) => `${id}-${now.getTime()}`)],
  ['has one id for all revisions', 'same bytes', renamed((id) => id.replace(/_\d+$/, ''))],
  ['says when it was sent in the body', 'same bytes', stamped()],
  ['names the address in a failure', 'no secret', naming()],
  ['promises a look-up that it does not have', 'owes the look-up', { afterDoubt: 'look-up' }],
  ['trusts every address', 'private network', { target: (settings) => ({ ...sound.target(settings), trusted: true }) }],
  [
    'sends nothing of recordings',
    'every event',
    {
      render: (told, context) => ({
        ...sound.render(told, context),
        ...(told.event.type === 'recording.ready' && { method: 'GET', url: 'nothing' }),
      }),
    },
  ],
];

it.each(broken)('an adapter that %s is caught by the rule "…%s…"', async (_, ruleName, change) => {
  const found = pushRules.filter(({ name }) => name.includes(ruleName));
  expect(found).toHaveLength(1);
  expect(await found[0]!.problems({ adapter, push: { ...sound, ...change }, subject })).not.toEqual([]);
});

function refusing(which: (status: number) => boolean): Partial<MisPush<unknown>> {
  return {
    judge(response, told, context) {
      if (which(response.status)) throw new PermanentFailure('refused');
      return sound.judge(response, told, context);
    },
  };
}

function passing(which: (status: number) => boolean): Partial<MisPush<unknown>> {
  return { judge: (response, ...told) => (which(response.status) ? null : sound.judge(response, ...told)) };
}

function stopping(): Partial<MisPush<unknown>> {
  return {
    judge(response, ...told) {
      if (response.status === 401) throw new PermanentFailure('refused', { stops: true });
      return sound.judge(response, ...told);
    },
  };
}

function renamed(rename: (id: string, now: Date) => string): Partial<MisPush<unknown>> {
  return { render: (told, context) => sound.render({ ...told, id: rename(told.id, context.now) }, context) };
}

function stamped(): Partial<MisPush<unknown>> {
  return {
    render: (told, context) =>
      sound.render({ ...told, event: { ...told.event, timestamp: context.now.toISOString() } }, context),
  };
}

function naming(): Partial<MisPush<unknown>> {
  return {
    judge(response, told, context) {
      if (response.status === 404) throw new TransientFailure(`404 from ${sound.target(context.settings).url}`);
      return sound.judge(response, told, context);
    },
  };
}
