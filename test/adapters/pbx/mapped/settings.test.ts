import { z } from 'zod';
import { mappedSettings } from '../../../../adapters/pbx/mapped/settings.ts';

const right = {
  secret: 'k7Qm-2vX9',
  fields: { event: 'type', callId: 'id', from: 'from', to: 'to', extension: 'ext' },
  events: { ringing: ['RING'], answered: ['ANSWER'], ended: ['HANGUP'] },
  directionWhenMissing: 'in',
};

function problems(change: Record<string, unknown>): [string, string][] {
  const result = mappedSettings.safeParse({ ...right, ...change });
  return (result.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]);
}

it('needs a secret, two fields, some words and a direction', () => {
  expect(problems({})).toEqual([]);
  const missing = mappedSettings.safeParse({}).error?.issues.map(({ path }) => path.join('.'));
  expect(missing).toEqual(['secret', 'fields', 'events']);
});

it.each([
  [{ secret: 'a secret?' }, 'secret', /letters, digits/],
  [{ secretName: 'token' }, 'secretName', /remove it/],
  [{ secretIn: 'header' }, 'secretName', /add secretName: the name of the header/],
  [{ secretIn: 'signature' }, 'secretName', /add secretName/],
  [{ secretIn: 'field' }, 'secretName', /name of the field/],
  [{ events: { ignored: ['ping'] } }, 'events', /No word has a meaning/],
  [{ events: { ...right.events, ignored: ['ring'] } }, 'events.ringing', /"RING" is in ignored too/],
  [{ events: { ...right.events, recorded: ['REC'] } }, 'events.recorded', /add fields\.recording/],
  [{ events: { ...right.events, linked: ['JOIN'] } }, 'events.linked', /add fields\.linkedCall/],
  [{ fields: { ...right.fields, extension: undefined } }, 'fields.extension', /Without extension or employee/],
  [{ fields: { ...right.fields, from: undefined } }, 'fields.from', /add from/],
  [{ fields: { ...right.fields, direction: 'dir' } }, 'fields.direction', /Add directions/],
  [{ directions: { in: ['1'] } }, 'directions', /add fields\.direction/],
  [{ directionWhenMissing: undefined }, 'fields.direction', /cannot be told apart/],
  [{ fields: { ...right.fields, from: 'a||b' } }, 'fields.from', /missing beside \| or \+/],
  [{ timeFormat: 'YYYY-MM-DD HH:mm' }, 'timeFormat', /dd\.MM\.yyyy HH:mm:ss/],
  [{ zone: 'Moscow' }, 'zone', /time zone/],
  [{ country: 'Russia' }, 'country', /country/],
  [{ lines: { trunk: '84950000101' } }, 'lines.trunk', /E\.164/],
  [{ fields: { ...right.fields, phone: 'x' } }, 'fields', /phone/],
] as const)('%j is refused at %s', (change, path, message) => {
  const found = problems(change);
  expect(found.map(([at]) => at)).toEqual([path]);
  expect(found[0]?.[1]).toMatch(message);
});

it('takes any characters in a secret that stands in no address', () => {
  expect(problems({ secret: 'a secret?', secretIn: 'signature', secretName: 'X-Signature' })).toEqual([]);
});

it('describes every setting with an example or a default', () => {
  interface Described {
    description?: string;
    examples?: unknown[];
    default?: unknown;
    properties?: Record<string, Described>;
  }
  const undescribed = (schema: Described, at: string): string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, child]) => [
      ...(child.description === undefined || (child.examples ?? child.default) === undefined ? [`${at}${name}`] : []),
      ...undescribed(child, `${at}${name}.`),
    ]);
  expect(undescribed(z.toJSONSchema(mappedSettings, { io: 'input' }) as Described, '')).toEqual([]);
});
