import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { russianOf } from '../../../src/callers/import/in-language.ts';

const folder = fileURLToPath(new URL('../../../src/callers/import', import.meta.url));

/** Sentences that stand in the source as texts: a capital letter, two words at least, a full stop. */
const said = readdirSync(folder)
  .filter((file) => file !== 'in-language.ts')
  .flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/(['`])([A-Z](?:(?!\1).)* (?:(?!\1).)*\.)\1/g),
  ])
  .map(([, , text = '']) => text.replaceAll(/\$\{[^}]*\}/g, '7'))
  .filter((text) => !/^(?:The (?:zip|XML|list of parts)|A part (?:is|unpacks))/.test(text));

describe('what an import says', () => {
  it('is found in the source', () => expect(said.length).toBeGreaterThan(40));

  it.each(said.map((text) => [text]))('has Russian words: %s', (text) => {
    expect(russianOf(text)).toMatch(/[А-Яа-я]/);
    expect(russianOf(text)).not.toBe(text);
  });
});
