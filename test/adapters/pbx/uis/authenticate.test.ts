import { authenticate } from '../../../../adapters/pbx/uis/authenticate.ts';
import { uisSettings } from '../../../../adapters/pbx/uis/settings.ts';
import { inboundRequest } from '../../../contracts/pbx-subject.ts';

const settings = uisSettings.parse({ secret: 'demo' });

function accepted(request: Parameters<typeof inboundRequest>[0]): boolean {
  return authenticate(inboundRequest(request), settings);
}

describe('the secret of a UIS account', () => {
  it.each([
    ['in the path', { path: '/demo' }],
    ['in the path with a slash after it', { path: '/demo/' }],
    ['in the path of a body that cannot be read', { path: '/demo', body: '<xml/>' }],
    ['in the body', { body: '{"secret":"demo"}' }],
    ['in the body of a foreign template', { body: '{"integration_key":"demo"}' }],
    ['in a doubly quoted body', { body: '{"secret":""demo"","x":""y""}' }],
    ['in a form', { body: 'secret=demo&event=ringing' }],
    ['in the query of a GET', { method: 'GET' as const, query: { secret: 'demo' } }],
    ['in the query of a POST', { query: { integration_key: 'demo' }, body: '{}' }],
    ['everywhere', { path: '/demo', query: { secret: 'demo' }, body: '{"secret":"demo","integration_key":"demo"}' }],
    ['in the path, empty in the body', { path: '/demo', body: '{"secret":null,"integration_key":""}' }],
  ])('is accepted %s', (_where, request) => {
    expect(accepted(request)).toBe(true);
  });

  it.each([
    ['nowhere', {}],
    ['nowhere but a readable body', { body: '{"event":"ringing"}' }],
    ['empty', { path: '/', query: { secret: '' }, body: '{"secret":""}' }],
    ['wrong in the path', { path: '/dem0' }],
    ['wrong in the body', { body: '{"secret":"dem0"}' }],
    ['wrong in both', { path: '/wrong', body: '{"secret":"wrong"}' }],
    ['right in the path and wrong in the body', { path: '/demo', body: '{"secret":"wrong"}' }],
    ['wrong in the path and right in the body', { path: '/wrong', body: '{"secret":"demo"}' }],
    ['right in one field of the body and wrong in the other', { body: '{"secret":"demo","integration_key":"wrong"}' }],
    ['right in the path and wrong in the query', { path: '/demo', query: { secret: 'wrong' } }],
    ['right in the path and no text in the body', { path: '/demo', body: '{"secret":{"demo":"demo"}}' }],
    ['a list in the body', { body: '{"secret":["demo"]}' }],
    ['with more behind it', { path: '/demo/ringing' }],
    ['behind something', { path: '/x/demo' }],
    ['in other letters', { path: '/DEMO' }],
    ['in the body of a GET', { method: 'GET' as const, body: '{"secret":"demo"}' }],
    ['deep in the body', { body: '{"call_info":{"secret":"demo"}}' }],
    ['as a name of an object', { path: '/__proto__', body: '{"__proto__":{"secret":"demo"}}' }],
  ])('is refused %s', (_where, request) => {
    expect(accepted(request)).toBe(false);
  });
});

describe('the settings of a UIS account', () => {
  it('have the zone of Moscow and no employees by default', () => {
    expect(settings).toEqual({ secret: 'demo', zone: 'Europe/Moscow', employees: {} });
  });

  it.each([
    [{}, 'secret'],
    [{ secret: 'abc' }, 'secret'],
    [{ secret: 'a/b c' }, 'secret'],
    [{ secret: 'demo', zone: 'Europe/Ryazan' }, 'zone'],
    [{ secret: 'demo', employees: { 1: null } }, 'employees'],
  ])('%j is refused for its %s', (given, key) => {
    const result = uisSettings.safeParse(given);
    expect(result.error?.issues[0]?.path[0]).toBe(key);
  });

  it('name an unknown key', () => {
    expect(uisSettings.safeParse({ secret: 'demo', employes: {} }).error?.issues[0]?.message).toContain('employes');
  });
});
