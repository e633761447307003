import { uis } from '../../adapters/pbx/uis/adapter.ts';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { letterToSupport, type LetterFacts } from '../../src/integrations/index.ts';

const secret = 'very-secret-word';
const facts: LetterFacts = {
  clinic: 'Клиника «Ромашка»',
  provider: uis.name,
  capabilities: uis.capabilities,
  templates: uis.templates!('main', uis.settings.parse({ secret }), 'https://trubka.example.ru'),
  webhook: 'https://trubka.example.ru/webhooks/main',
  api: { history: true, recording: true, dial: false },
  address: '203.0.113.7',
  secrets: [secret],
};

it.each([
  ['ru', ['Здравствуйте!', 'пропущенный звонок', 'история звонков, записи разговоров', '203.0.113.7'], '[СЕКРЕТ'],
  ['en', ['Hello,', 'missed call', 'call history, recordings', '203.0.113.7'], '[SECRET'],
] as const)('says in %s what to switch on and where to, and marks what holds the secret', (language, parts, mark) => {
  const letter = letterToSupport(facts, language);
  for (const part of [...parts, 'Клиника «Ромашка»', 'POST https://trubka.example.ru/webhooks/main/'])
    expect(letter).toContain(part);
  // Each block of what is pasted stands for itself; one with the secret begins with the mark.
  const blocks = letter.split('\n\n').filter((block) => block.includes(secret));
  expect(blocks.length).toBeGreaterThan(5);
  for (const block of blocks) expect(block.indexOf(mark)).toBeLessThan(block.indexOf(secret));
  for (const block of blocks) expect(block).toContain(mark);
});

it('names the address alone and asks for no API where there is neither template nor API', () => {
  const letter = letterToSupport(
    { ...facts, templates: [], api: { history: false, recording: false, dial: false }, address: null },
    'ru',
  );
  expect(letter).toContain('https://trubka.example.ru/webhooks/main');
  expect(letter).not.toContain('API');
  expect(letter).not.toContain('СЕКРЕТ');
});

it.each(pbxAdapters.map((adapter) => [adapter.id, adapter] as const))(
  'has words for what %s can do',
  (_id, adapter) => {
    for (const language of ['ru', 'en'] as const) {
      const letter = letterToSupport({ ...facts, capabilities: adapter.capabilities, templates: [] }, language);
      expect(letter.match(/^ {3}- \S/gm)?.length ?? 0).toBeGreaterThan(0);
    }
  },
);
