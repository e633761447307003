import { uis } from '../../../../adapters/pbx/uis/adapter.ts';
import { uisSettings } from '../../../../adapters/pbx/uis/settings.ts';
import { UnreadableNotification } from '../../../../src/contracts/failures.ts';
import type { PbxDecision } from '../../../../src/contracts/pbx-api.ts';
import { inboundRequest } from '../../../contracts/pbx-subject.ts';

const settings = uisSettings.parse({ secret: 'k7Qm-2vX9' });
const context = { account: 'uis', settings };
const nothing: PbxDecision = { callerName: null, extension: null, say: null, code: null };
const path = '/k7Qm-2vX9/interactive';
const told = { call_session_id: '5001', numa: '79000000102', numb: '74950000101', start_time: '2026-03-02 10:15:00' };

const asked = {
  post: inboundRequest({ path, body: JSON.stringify({ ...told, call_session_id: 5001 }) }),
  form: inboundRequest({ path: `${path}/`, body: new URLSearchParams(told).toString() }),
  get: inboundRequest({ method: 'GET', path, query: told }),
};

it.each(Object.entries(asked))('is asked by %s where to route a call, which is a fact by then', (_how, request) => {
  expect(uis.authenticate(request, settings)).toBe(true);
  expect(uis.question?.(request, settings)).toEqual({
    external: '+79000000102',
    line: '+74950000101',
    providerCallId: '5001',
    wants: ['route'],
  });
  expect(uis.parse(request, context)).toMatchObject([
    {
      kind: 'started',
      direction: 'in',
      providerCallId: '5001',
      external: '+79000000102',
      line: '+74950000101',
      occurredAt: '2026-03-02T07:15:00.000Z',
    },
  ]);
});

it('makes no call of its own of a cdr_id, which may be another id than that of the notifications', () => {
  const request = inboundRequest({
    path,
    body: JSON.stringify({ cdr_id: 77, numa: '79000000102', input_result: 'None' }),
  });
  expect(uis.parse(request, context)).toEqual([]);
  expect(uis.question?.(request, settings)).toMatchObject({ providerCallId: '77', line: null });
});

it('cannot read a request without an id, nor is asked by any other request', () => {
  const bare = inboundRequest({ path, body: '{"numa":"79000000102"}' });
  expect(() => uis.parse(bare, context)).toThrow(UnreadableNotification);
  const notification = inboundRequest({ path: '/k7Qm-2vX9', body: '{"event":"ringing","numa":"1"}' });
  expect(uis.question?.(notification, settings)).toBeNull();
});

it.each(['/another-one/interactive', '/interactive', '/interactive/k7Qm-2vX9', '/k7Qm-2vX9x/interactive'])(
  'refuses %s',
  (wrong) => {
    expect(uis.authenticate(inboundRequest({ path: wrong, body: '{"cdr_id":1}' }), settings)).toBe(false);
  },
);

it.each<[string, Partial<PbxDecision>, Record<string, unknown>]>([
  ['nothing', {}, {}],
  ['an extension', { extension: '101' }, { phones: ['101'] }],
  ['a text', { say: 'Минуту, соединяю' }, { text: 'Минуту, соединяю' }],
  ['a code', { code: 'vip' }, { returned_code: 'vip' }],
  ['an extension with a text', { extension: '101', say: 'Минуту' }, { phones: ['101'], text: 'Минуту' }],
  ['a name only', { callerName: 'Иванова' }, {}],
])('answers %s in the words of the operation', (_what, decision, body) => {
  const question = uis.question!(asked.post, settings)!;
  const reply = uis.reply!({ ...nothing, ...decision }, question, settings);
  expect(reply.status).toBe(200);
  expect(reply.contentType).toMatch(/^application\/json/);
  expect(JSON.parse(reply.body)).toEqual(body);
});

it('names the branch for everybody else, where there is one', () => {
  const named = uisSettings.parse({ secret: 'k7Qm-2vX9', otherwiseCode: 'usual' });
  const question = uis.question!(asked.post, named)!;
  expect(JSON.parse(uis.reply!(nothing, question, named).body)).toEqual({ returned_code: 'usual' });
  expect(JSON.parse(uis.reply!({ ...nothing, extension: '101' }, question, named).body)).toEqual({ phones: ['101'] });
});
