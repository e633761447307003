import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import {
  configurationJsonSchema,
  formatProblems,
  printableConfiguration,
  readConfiguration,
  type ConfigurationResult,
  type ProviderSchemas,
} from '../../../src/platform/configuration/index.ts';
import { parseConfiguration } from '../../../src/platform/configuration/read-configuration.ts';
import { plantedMistakes, soundFile } from './planted-mistakes.ts';

const bells = z.object({
  secret: z
    .string()
    .min(4)
    .regex(/^[\w-]*$/, 'may hold letters only')
    .refine((value) => !value.startsWith('echo'), { error: ({ input }) => `${String(input)} is an echo` }),
  zone: z.string().default('UTC'),
  employees: z.record(z.string(), z.string()).optional(),
});
const files = z.strictObject({
  key: z.string().describe('The key to paste.'),
  calls: z.enum(['deliver', 'off']).default('deliver'),
  xml: z.strictObject({ call: z.string() }).optional(),
});
const providers: ProviderSchemas = {
  pbx: new Map<string, z.ZodType>([
    ['bells', bells],
    ['whistles', z.object({ login: z.string(), channel: z.string().meta({ secret: true }) })],
  ]),
  mis: new Map<string, z.ZodType>([['files', files]]),
  sms: new Map(),
};
const environment = { BELLS_SECRET: 'ding-dong-4711', EMPTY: '' };

let folder = '';
let path = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trubka-configuration-'));
  path = join(folder, 'trubka.yaml');
  writeFileSync(join(folder, 'key.txt'), 'key-of-the-cards\n');
  writeFileSync(join(folder, 'empty.txt'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function parse(text: string): ConfigurationResult {
  return parseConfiguration({ text, path, providers, environment });
}

function sound(text = soundFile): Extract<ConfigurationResult, { ok: true }> {
  const result = parse(text);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result;
}

describe('a sound file', () => {
  it('is grouped, with numbers in E.164 and defaults filled in', () => {
    writeFileSync(path, soundFile);
    const result = readConfiguration({ path, providers, environment });
    if (!result.ok) throw new Error(formatProblems(result.problems));
    const { configuration, warnings } = result;
    expect(warnings).toEqual([]);
    expect([...configuration.lines.keys()]).toEqual(['+74950000101', '+74950000102']);
    expect(configuration.lines.get('+74950000102')).toMatchObject({ branch: 'center', name: 'Карты', disabled: false });
    expect(configuration.branches.get('center')).toEqual({
      id: 'center',
      name: 'Центр',
      zone: 'Europe/Moscow',
      areaCode: '495',
    });
    expect(configuration.seats.get('reception-3')).toMatchObject({ branch: 'north', extensions: ['201'] });
    expect(configuration.pbx.get('phones')).toEqual({
      id: 'phones',
      provider: 'bells',
      allowFrom: ['203.0.113.7', '198.51.100.0/24', '2001:db8::/32'],
      forwardTo: 'https://crm.example.com/calls',
      settleSeconds: undefined,
      settings: { secret: 'ding-dong-4711', zone: 'UTC' },
      answers: { callerName: true, route: 'off', lastOperatorDays: 90 },
      reconcile: { everyMinutes: 15 },
    });
    expect(configuration.mis.get('cards')?.settings).toEqual({ key: 'key-of-the-cards', calls: 'deliver' });
    expect(configuration.calls).toMatchObject({ lateAfterMinutes: 15, expireAfterMinutes: 120, householdLimit: 8 });
    expect(configuration.retention).toEqual({ rawDays: 30, eventKeyDays: 90, exchangeDays: 30 });
  });

  it('names the tags of an account that writes them, with the words of its own', () => {
    const written = sound(
      soundFile.replace(
        'provider: bells',
        'provider: bells\n      writeTags: true\n      tagTexts: { staff: Свои, spam: "" }',
      ),
    );
    expect(written.configuration.pbx.get('phones')?.tagTexts).toEqual({
      'about-own-visit': 'Уже записан',
      'first-time': 'Первичный',
      returning: 'Повторный',
      staff: 'Свои',
      contractor: 'Контрагент',
      spam: '',
      unknown: 'Не определен',
    });
    expect(sound(soundFile).configuration.pbx.get('phones')?.tagTexts).toBeUndefined();
  });

  it('keeps the zeros of an unquoted extension and the plus of an unquoted number', () => {
    const { configuration } = sound(soundFile.replace('84950000102', '+74950000102'));
    expect(configuration.seats.get('reception-1')?.extensions).toEqual(['101', '007']);
    expect(configuration.lines.has('+74950000102')).toBe(true);
  });

  it('knows the numbers that stand for a channel as shared ones', () => {
    const listed =
      '  sharedNumbers: [+7 495 000-01-99]\n  channelNumbers: [{ number: 8 (495) 000-01-98, channel: maps }]\n';
    const { calls } = sound(soundFile.replace('calls:\n', `calls:\n${listed}`)).configuration;
    expect(calls.sharedNumbers).toEqual(['+74950000199', '+74950000198']);
    expect([...(calls.numberChannels ?? [])]).toEqual([['+74950000198', 'maps']]);
  });

  it("puts the branch's city code before a local number", () => {
    const { configuration } = sound(soundFile.replace('84950000102', '123-45-67'));
    expect(configuration.lines.has('+74951234567')).toBe(true);
  });

  it("keeps unquoted texts of a provider's settings as they are written", () => {
    const { configuration } = sound(
      soundFile.replace('provider: bells', 'provider: bells\n      employees: { 010: 007 }'),
    );
    expect(configuration.pbx.get('phones')?.settings).toMatchObject({ employees: { '010': '007' } });
  });

  it('puts a reference inside a longer text and does not expand what was put in', () => {
    const result = parseConfiguration({
      text: soundFile.replace('name: Ромашка', 'name: a-${env:NAME}-z'),
      path,
      providers,
      environment: { ...environment, NAME: '${env:EMPTY}' },
    });
    expect(result.ok && result.configuration.clinic.name).toBe('a-${env:EMPTY}-z');
  });
});

describe('mistakes', () => {
  it('are enough to mean something', () => expect(plantedMistakes.length).toBeGreaterThanOrEqual(25));

  it.each(plantedMistakes)('$mistake', ({ replace, by, key, line, message, remedy }) => {
    expect(soundFile).toContain(replace);
    const result = parse(soundFile.replace(replace, () => by));
    if (result.ok) throw new Error('The mistake was accepted');
    const [problem] = result.problems.filter((found) => found.key === key && found.line === line);
    if (problem === undefined) throw new Error(formatProblems(result.problems));
    expect(problem.message).toMatch(message);
    expect(problem.remedy).toMatch(remedy);
    expect(problem.column).toBeGreaterThan(0);
  });

  it('are told all at once, in the order of the file, with nothing said twice', () => {
    const wrong = soundFile
      .replace('branches:', 'branchs:')
      .replace('country: RU', 'country: XX')
      .replace('provider: bells', 'provider: tubes')
      .replace('key.txt', 'none.txt')
      .replace('lateAfterMinutes: 15', 'lateAfterMinutes: ten');
    const result = parse(wrong);
    expect(result.ok ? [] : result.problems.map(({ key, line }) => [line, key])).toEqual([
      [3, 'clinic.country'],
      [5, 'branchs'],
      [29, 'accounts.pbx[0].provider'],
      [36, 'accounts.mis[0].key'],
      [38, 'calls.lateAfterMinutes'],
    ]);
  });

  it.each([
    ['ding', 'no wo', /may hold letters only/, 'Write another value.'],
    ['ding', '[ding]', /is not a text/, 'Write a text.'],
  ])('the remedy of a value names its type only where that was wrong: %s → %s', (_from, secret, message, remedy) => {
    const result = parse(soundFile.replace('${env:BELLS_SECRET}', secret));
    const [problem] = result.ok ? [] : result.problems;
    expect(problem?.message).toMatch(message);
    expect(problem?.remedy).toBe(remedy);
  });

  it('are shown with an address, a key, a reason and a remedy', () => {
    const result = parse(soundFile.replace('Europe/Moscow', 'Moscow'));
    expect(result.ok ? '' : formatProblems(result.problems)).toBe(
      `${path}:8:11  branches[0].zone\n  "Moscow": This is not the name of a time zone.\n  Did you mean "Europe/Moscow"?`,
    );
  });

  it.each([
    ['an empty file', ''],
    ['only a comment', '# later\n'],
    ['a list', '- a\n- b\n'],
    ['one word', 'clinic\n'],
  ])('%s is a problem, not a crash', (_, text) => {
    const result = parse(text);
    expect(result.ok ? [] : result.problems.map(({ line }) => line)).toContain(1);
  });

  it('a file that is not there names its path and what to do', () => {
    const missing = join(folder, 'none.yaml');
    const result = readConfiguration({ path: missing, providers, environment });
    expect(result.ok ? [] : result.problems).toEqual([
      {
        file: missing,
        key: '',
        line: null,
        column: null,
        message: 'The configuration cannot be read (ENOENT).',
        remedy: expect.stringContaining('trubka.example.yaml') as string,
      },
    ]);
  });
});

describe('secrets', () => {
  it('written in the file are accepted with a warning that does not repeat them', () => {
    const { warnings, configuration } = sound(soundFile.replace('${env:BELLS_SECRET}', 'open-sesame'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ key: 'accounts.pbx[0].secret', line: 30 });
    expect(formatProblems(warnings)).not.toContain('open-sesame');
    expect(configuration.pbx.get('phones')?.settings).toMatchObject({ secret: 'open-sesame' });
  });

  it('are known by what the schema says where the name does not tell', () => {
    const text = soundFile.replace(
      'provider: bells\n      secret: ${env:BELLS_SECRET}',
      'provider: whistles\n      login: a\n      channel: hush-hush',
    );
    expect(sound(text).warnings.map(({ key }) => key)).toEqual(['accounts.pbx[0].channel']);
  });

  it('are not printed', () => {
    const { configuration, secrets } = sound();
    const printed = JSON.stringify(printableConfiguration(configuration, secrets));
    expect(printed).toContain('reception-1');
    expect(printed).not.toContain('ding-dong-4711');
    expect(printed).not.toContain('key-of-the-cards');
  });

  it('are taken out of the words of an adapter that repeats them', () => {
    const text = soundFile.replace('env:BELLS_SECRET', 'env:ECHO');
    const result = parseConfiguration({ text, path, providers, environment: { ECHO: 'echo-of-4711' } });
    expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual(['The value ••• is an echo.']);
  });

  it.each(['x!', 'open sesame'])('that are refused are not quoted: %s', (secret) => {
    const result = parse(soundFile.replace('${env:BELLS_SECRET}', secret));
    const messages = result.ok ? [] : result.problems.map(({ message }) => message);
    expect(messages).toContain('The value may hold letters only.');
    expect(messages.join()).not.toContain(secret);
  });

  it('are in no problem, wherever the file breaks around them', () => {
    const secret = fc.stringMatching(/^[a-z0-9]{12,20}$/);
    const places = [
      'secret: ',
      'secret: [',
      'zone: ',
      'forwardTo: https://u:',
      'secret: "',
      'secret: @',
      'secrt: ',
      'employees: ',
    ];
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(...places),
        fc.constantFrom('', '"', ']', ': x', '\t', ' &', '@h/x y'),
        (word, before, after) => {
          const literal = soundFile.replace('secret: ${env:BELLS_SECRET}', () => `${before}\${env:HIDDEN}${after}`);
          const result = parseConfiguration({ text: literal, path, providers, environment: { HIDDEN: word } });
          expect(result.ok ? '' : formatProblems(result.problems)).not.toContain(word);
          const written = parse(
            soundFile.replace('secret: ${env:BELLS_SECRET}', () => `secret: ${word.slice(0, 3)}${after}`),
          );
          expect(written.ok ? '' : formatProblems(written.problems)).not.toContain(`"${word.slice(0, 3)}`);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('any text', () => {
  const tokens = [
    'clinic:',
    'branches:',
    '- ',
    '  ',
    '\n',
    '\t',
    'id: a',
    '[',
    ']',
    '{',
    '}',
    '*x',
    '&x ',
    '<<: ',
    '!t ',
    '? ',
    '"',
    "'",
    '|',
    '${env:',
    '}',
    '__proto__: ',
    'constructor: ',
    'accounts:\n  pbx:\n    - ',
    'provider: bells\n',
    '#',
    '---\n',
    '%YAML 9\n',
    '1e999',
    '0x',
    '.nan',
    '~',
  ];

  it('is answered, never thrown at', () => {
    const mixture = fc
      .array(fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 6 })), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(mixture, fc.string()), (text) => {
        const result = parse(text);
        expect(result.ok || result.problems.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('that is a sound file with pieces cut out or put in is answered as well', () => {
    const cut = fc.tuple(fc.nat(soundFile.length), fc.nat(40), fc.constantFrom('', ...tokens));
    fc.assert(
      fc.property(cut, ([at, length, piece]) => {
        const result = parse(soundFile.slice(0, at) + piece + soundFile.slice(at + length));
        expect(result.ok || result.problems.every(({ message, remedy }) => message !== '' && remedy !== '')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('with any value at any key is answered', () => {
    const key = fc.constantFrom('clinic', 'branches', 'accounts', 'calls', 'pops', 'retention', '__proto__');
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (value) => {
        expect(parse(JSON.stringify(value)).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['['.repeat(20_000), '{a: '.repeat(5_000), '- '.repeat(20_000)])(
    'that is nested without end is answered',
    (text) => {
      expect(parse(text).ok).toBe(false);
    },
  );
});

describe('the JSON Schema', () => {
  it("holds the keys of the file with their descriptions and each provider's settings", () => {
    const schema = JSON.parse(JSON.stringify(configurationJsonSchema(providers))) as Record<string, unknown>;
    expect(schema).toMatchObject({
      required: ['clinic', 'branches'],
      additionalProperties: false,
      properties: {
        branches: { items: { properties: { zone: { description: expect.stringContaining('IANA') as string } } } },
        accounts: {
          properties: {
            pbx: {
              items: {
                anyOf: [
                  {
                    properties: { provider: { const: 'bells' }, secret: {}, forwardTo: {} },
                    required: ['id', 'provider', 'secret'],
                  },
                  { properties: { provider: { const: 'whistles' } } },
                ],
              },
            },
            mis: { items: { anyOf: [{ properties: { calls: { enum: ['deliver', 'off'], default: 'deliver' } } }] } },
          },
        },
      },
    });
  });
});
