import { smsAdapters } from '../../adapters/sms/index.ts';
import { AmbiguousFailure, TransientFailure } from '../../src/contracts/failures.ts';
import { SmsRefused, SmsStopped, type SmsAdapter, type SmsLink, type SmsReport } from '../../src/contracts/sms.ts';
import { smsRules } from './sms-rules.ts';
import { smsSubjects } from './sms-subjects.ts';

const sound = smsAdapters.find(({ id }) => id === 'smsru')!;
const subject = smsSubjects['smsru']!;

/** Ways to break an adapter, each with the rule that must catch it. */
const broken: [string, string, SmsAdapter][] = [
  [
    'cuts the text',
    'arrives as it was given',
    sending((send) => (sms) => send({ ...sms, text: sms.text.slice(0, 20) })),
  ],
  ['forgets the sender', 'arrives as it was given', sending((send) => (sms) => send({ ...sms, sender: null }))],
  [
    'tells no id',
    'arrives as it was given',
    sending((send) => async (sms) => ({ ...(await send(sms)), providerId: null })),
  ],
  ['sends twice', 'arrives as it was given', sending((send) => async (sms) => (await send(sms), send(sms)))],
  ['takes an overall OK for success', 'success as a whole', turning((error) => error instanceof SmsRefused, null)],
  [
    'refuses without a reason',
    'wrong number and a stop-list',
    turning((error) => error instanceof SmsRefused, new SmsRefused('other', 'no')),
  ],
  [
    'goes on without money',
    'stop the account',
    turning((error) => error instanceof SmsStopped, new SmsRefused('other', 'no')),
  ],
  [
    'takes being throttled for a doubt',
    'throttled',
    turning((error) => error instanceof TransientFailure, new AmbiguousFailure('?')),
  ],
  [
    'takes a doubt for a failure',
    'may have been taken',
    turning((error) => error instanceof AmbiguousFailure, new TransientFailure('?')),
  ],
  ['tries again by itself', 'sent again by the adapter', sending((send) => (sms) => send(sms).catch(() => send(sms)))],
  [
    'mixes up the order of states',
    'what became of messages',
    linked((link) => ({ ...link, status: async (queries) => (await link.status!(queries)).toReversed() })),
  ],
  [
    'invents a state',
    'what became of messages',
    linked((link) => ({
      ...link,
      status: async (queries) =>
        (await link.status!(queries)).map(
          (each, index) =>
            each ?? {
              providerId: null,
              clientId: String(index),
              state: 'delivered',
              at: null,
              code: null,
              refusal: null,
              cost: null,
            },
        ),
    })),
  ],
  [
    'promises a look-up by our id',
    'found by the id that we gave',
    { ...sound, capabilities: [...sound.capabilities, 'client-id'] },
  ],
  [
    'doubts a status',
    'asking changes nothing',
    linked((link) => ({ ...link, status: () => Promise.reject(new AmbiguousFailure('?')) })),
  ],
  [
    'tells the balance in kopecks',
    'balance',
    linked((link) => ({
      ...link,
      balance: async () => ({ amount: (await link.balance!()).amount * 100, currency: 'RUB' }),
    })),
  ],
  [
    'takes every receipt for delivered',
    'receipts and replies',
    receiving((told) => told.map((report) => ({ ...report, state: 'delivered' as const }))),
  ],
  [
    'crashes on what it cannot read',
    'foreign request',
    { ...sound, receive: { parse: ({ body }) => JSON.parse(body.toString()) as never } },
  ],
  [
    'names the number in a failure',
    'name no secret',
    sending(
      (send) => (sms) =>
        send(sms).catch((error: Error) => Promise.reject(new AmbiguousFailure(`${error.message} ${sms.to}`))),
    ),
  ],
];

it.each(broken)('an adapter that %s is caught by the rule "…%s…"', async (_, ruleName, adapter) => {
  const found = smsRules.filter(({ name }) => name.includes(ruleName));
  expect(found).toHaveLength(1);
  expect(await found[0]!.problems({ adapter, subject })).not.toEqual([]);
});

function linked(change: (link: SmsLink) => SmsLink): SmsAdapter {
  return { ...sound, open: (context) => change(sound.open(context)) };
}

function sending(change: (send: SmsLink['send']) => SmsLink['send']): SmsAdapter {
  return linked((link) => ({ ...link, send: change(link.send) }));
}

function turning(which: (error: unknown) => boolean, into: Error | null): SmsAdapter {
  return sending((send) => async (sms) => {
    try {
      return await send(sms);
    } catch (error) {
      if (!which(error)) throw error;
      if (into !== null) throw into;
      return { providerId: '1', parts: null, cost: null };
    }
  });
}

function receiving(change: (reports: SmsReport[]) => SmsReport[]): SmsAdapter {
  return {
    ...sound,
    receive: {
      parse(request, settings) {
        const told = sound.receive!.parse(request, settings);
        return { ...told, reports: change(told.reports) };
      },
    },
  };
}
