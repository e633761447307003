import { readTimes, requestBodySchema } from '../../src/requests/request-input.ts';

const zone = 'Europe/Moscow';
const now = new Date('2026-03-10T09:00:00Z');
const times = (told: Partial<Parameters<typeof readTimes>[0]>) =>
  readTimes({ askedAt: null, planStart: null, planEnd: null, ...told }, { zone, now });

it('reads what a form sends: empty fields are none, numbers are texts, what is too long is cut', () => {
  expect(
    requestBodySchema.parse({ phone: 79000000104, name: '  Анна ', comment: '', doctor: 'x'.repeat(300), other: '1' }),
  ).toMatchObject({ phone: '79000000104', name: 'Анна', comment: null, doctor: 'x'.repeat(200), branch: null });
});

it('leaves out what PostgreSQL cannot keep: half of a sign, also one that the cut halved, and U+0000', () => {
  const comment = `${'x'.repeat(3999)}😀`;
  const told = requestBodySchema.parse({ phone: '1', name: 'А\u0000нна', comment, form: '\ud83d!' });
  expect(told).toMatchObject({ name: 'Анна', comment: 'x'.repeat(3999), form: '!' });
  expect(requestBodySchema.parse({ phone: '1', comment: 'да 😀' }).comment).toBe('да 😀');
});

it.each([
  ['phone', {}],
  ['phone', { name: 'Анна', phone: '   ' }],
  ['id', { phone: '1', id: 'x'.repeat(201) }],
  ['planStart', { phone: '1', planStart: 'tomorrow' }],
  ['askedAt', { phone: '1', askedAt: '10.03.2026' }],
  ['phone', { phone: { deep: 1 } }],
])('names the field %s of %j', (field, body) => {
  const read = requestBodySchema.safeParse(body);
  expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});

it('takes an email for a telephone number: somebody can answer', () => {
  expect(requestBodySchema.safeParse({ email: 'anna@example.org' }).success).toBe(true);
});

describe('times', () => {
  it('are local to the branch without an offset', () => {
    expect(times({ planStart: '2026-03-11T10:00', planEnd: '2026-03-11T10:30:00+03:00' })).toEqual({
      askedAt: now,
      planStart: new Date('2026-03-11T07:00:00Z'),
      planEnd: new Date('2026-03-11T07:30:00Z'),
    });
  });

  it('of asking are never ahead of ours', () => {
    expect(times({ askedAt: '2026-03-10T09:05:00Z' }).askedAt).toEqual(now);
    expect(times({ askedAt: '2026-03-10T08:05:00Z' }).askedAt).toEqual(new Date('2026-03-10T08:05:00Z'));
  });

  it.each(['0001-01-01T00:00', '1970-01-01T00:00:00Z', '-200000-01-01T00:00'])(
    'of asking are now where the clock of the site was never set: %s',
    (askedAt) => {
      expect(times({ askedAt }).askedAt).toEqual(now);
    },
  );

  it.each([
    { planEnd: '2026-03-11T10:00' },
    { planStart: '2026-03-11T10:00', planEnd: '2026-03-11T09:59' },
    { planStart: '2026-03-11T10:00', planEnd: '2026-03-11T22:01' },
  ])('that IDENT would refuse are refused here: %j', (told) => {
    expect(() => times(told)).toThrow(/^planEnd: /);
  });
});
