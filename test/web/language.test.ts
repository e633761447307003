import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callerReasons, rankReasons } from '../../src/callers/reasons.ts';
import { diallingObstacles } from '../../src/dialling/dialling-place.ts';
import { recordingReasons } from '../../src/recordings/recording-reasons.ts';
import { callClasses } from '../../src/contracts/caller.ts';

const web = fileURLToPath(new URL('../../src/web', import.meta.url));
const files = readdirSync(web, { recursive: true, encoding: 'utf8' });
/** The words of the main bundle and those that come with a page. */
const words = (language: string): Map<string, string> =>
  new Map(
    files
      .filter((file) => file === `language/${language}.json` || file.endsWith(`/words/${language}.json`))
      .flatMap((file) => flat(JSON.parse(readFileSync(join(web, file), 'utf8')) as Tree)),
  );

interface Tree {
  [key: string]: string | Tree;
}
function flat(tree: Tree, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[[...path, key].join('.'), value]] : flat(value, [...path, key]),
  );
}
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();

describe('the words of the screen', () => {
  const ru = words('ru');
  const en = words('en');

  it('has the same keys in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...ru.keys()].sort());
  });

  it('fills in the same values in both languages', () => {
    for (const [key, text] of ru) expect([key, placeholders(en.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  });

  it('has no empty text and no Russian among the English', () => {
    for (const text of [...ru.values(), ...en.values()]) expect(text.trim()).not.toBe('');
    for (const text of en.values()) expect(text).not.toMatch(/[а-яё]/i);
  });

  it('has a word for every class', () => {
    for (const callClass of callClasses) expect(ru.has(`classes.${callClass}`)).toBe(true);
  });

  it('has words for every reason that the server gives', () => {
    const codes = [
      ...Object.keys(callerReasons).map((code) => `reasons.${code}`),
      ...Object.keys(rankReasons).map((code) => `why.${code}`),
      ...['in-menu', 'short', 'voicemail', 'no-answer'].map((code) => `missedReasons.${code}`),
      ...recordingReasons.map((code) => `recording.reasons.${code}`),
      ...['wanted', 'waiting', 'never', 'deleted'].map((state) => `recording.states.${state}`),
      // The two others need an extension of somebody else, which the screen never asks for.
      ...diallingObstacles
        .filter((code) => code !== 'no-such-extension' && code !== 'not-your-workplace')
        .map((code) => `dial.obstacles.${code}`),
    ];
    expect(codes.filter((code) => !ru.has(code))).toEqual([]);
  });

  it('keeps the words of a page under its own name', () => {
    for (const file of files.filter((one) => one.endsWith('/words/ru.json')))
      expect([file, Object.keys(JSON.parse(readFileSync(join(web, file), 'utf8')) as Tree)]).toEqual([
        file,
        [file.split('/')[0]],
      ]);
  });

  it('has the title of every page before the page is loaded', () => {
    const main = new Map(flat(JSON.parse(readFileSync(join(web, 'language/ru.json'), 'utf8')) as Tree));
    const titles = [...readFileSync(join(web, 'shell/pages.ts'), 'utf8').matchAll(/titleKey: '([\w.-]+)'/g)];
    expect(titles.length).toBeGreaterThan(1);
    expect(titles.map((match) => match[1] ?? '').filter((key) => !main.has(key))).toEqual([]);
  });

  it('has every key that the components name', () => {
    const sources = files.filter((file) => /\.tsx?$/.test(file));
    const named = sources.flatMap((file) =>
      [...readFileSync(join(web, file), 'utf8').matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(40);
    // A key with forms for numbers stands there once for each of them.
    expect(named.filter((key) => !ru.has(key) && !ru.has(`${key}_other`))).toEqual([]);
  });

  it('calls things by their names', () => {
    expect(ru.get('calls.incoming')).toBe('Входящий вызов');
    expect(ru.get('classes.first-time')).toBe('первичный');
    expect(ru.get('classes.returning')).toBe('повторный');
    expect(ru.get('classes.about-own-visit')).toBe('уже записан');
    expect(ru.get('today.missedCall')).toBe('пропущенный');
    expect([...ru.values()].join(' ')).not.toMatch(/визит|контакт/i);
  });
});
