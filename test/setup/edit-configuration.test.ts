import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { editConfiguration } from '../../src/setup/edit-configuration.ts';

const example = readFileSync('config/trubka.example.yaml', 'utf8');
const comments = (text: string): string[] => [...text.matchAll(/#.*$/gm)].map(([comment]) => comment.trim());
const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());

describe('a configuration that is edited by forms', () => {
  it('is written from nothing', () => {
    const text = editConfiguration('', {
      clinic: { name: 'Клиника: «Ромашка»', language: 'ru' },
      branches: [
        {
          id: 'main',
          name: 'Центр',
          zone: 'Europe/Moscow',
          areaCode: null,
          seats: [{ id: 'seat-1', name: 'Ресепшен', extensions: ['010', '+7'] }],
          lines: [{ number: '+7 495 000-01-01', name: 'null' }],
        },
      ],
      pbx: [
        {
          id: 'uis',
          provider: 'uis',
          settings: new Map([
            [['secret'], '${file:secrets/uis-secret}'],
            [['api', 'dataToken'], '${file:secrets/uis-api-dataToken}'],
          ]),
        },
      ],
    });
    expect(text).toBe(`clinic:
  name: "Клиника: «Ромашка»"
  language: ru
branches:
  - id: main
    name: Центр
    zone: Europe/Moscow
    lines:
      - number: +7 495 000-01-01
        name: 'null'
    seats:
      - id: seat-1
        name: Ресепшен
        extensions: [010, +7]
accounts:
  pbx:
    - id: uis
      provider: uis
      secret: \${file:secrets/uis-secret}
      api:
        dataToken: \${file:secrets/uis-api-dataToken}
`);
  });

  it('keeps every comment and every line that it does not change', () => {
    const text = editConfiguration(example, {
      clinic: { name: 'Другая', language: 'ru' },
      branches: [
        {
          id: 'center',
          seats: [
            { id: 'reception-1', name: 'Ресепшен 1', extensions: ['101', '104'] },
            { id: 'reception-2', name: 'Ресепшен 2', extensions: ['102', '103'] },
          ],
        },
      ],
    });
    expect(comments(text)).toEqual(comments(example));
    const before = lines(example).filter((line) => line !== '');
    const after = lines(text).filter((line) => line !== '');
    expect(before.filter((line) => !after.includes(line))).toEqual(['name: Клиника «Ромашка»', 'extensions: [101]']);
    expect(after.filter((line) => !before.includes(line))).toEqual(['name: Другая', 'extensions: [101, 104]']);
  });

  it('changes nothing where nothing changes', () => {
    const once = editConfiguration(example, {});
    expect(lines(once).filter(Boolean)).toEqual(lines(example).filter(Boolean));
    expect(editConfiguration(once, {})).toBe(once);
  });

  it('knows a line by its digits, and what letters a number has stays', () => {
    const text = editConfiguration(
      'branches: [{ id: a, lines: [{ number: 84950000101, name: Сайт, campaign: x }] }]\n',
      {
        branches: [{ id: 'a', lines: [{ number: '+7 (495) 000-01-01', name: 'Сайт 2' }] }],
      },
    );
    expect(text).toContain('campaign: x');
    expect(text).toContain('Сайт 2');
  });

  it('takes out what is null and the seat that is left out', () => {
    const text = editConfiguration(
      'branches:\n  - id: a\n    areaCode: 495\n    seats:\n      # first\n      - { id: s1, name: A }\n      - { id: s2, name: B }\n',
      { branches: [{ id: 'a', areaCode: null, seats: [{ id: 's1', name: 'A', extensions: [] }] }] },
    );
    expect(text).not.toMatch(/495|s2/);
    expect(text).toContain('# first');
  });

  it('adds branches and accounts after those that are there, which stay with their comments and what no form asks', () => {
    const text = editConfiguration(
      'branches:\n  - id: a # the first\n    name: A\n    unknown: 1\naccounts:\n  pbx:\n    - id: uis # ours\n      provider: uis\n      allowFrom: [10.0.0.1]\n',
      {
        branches: [
          { id: 'b', name: 'B', zone: 'Asia/Omsk' },
          { id: 'a', name: 'А' },
        ],
        pbx: [{ id: 'uis-2', provider: 'uis', settings: new Map([[['zone'], 'Asia/Omsk']]) }],
      },
    );
    expect(text).toBe(
      'branches:\n  - id: a # the first\n    name: А\n    unknown: 1\n  - id: b\n    name: B\n    zone: Asia/Omsk\naccounts:\n  pbx:\n    - id: uis # ours\n      provider: uis\n      allowFrom: [10.0.0.1]\n    - id: uis-2\n      provider: uis\n      zone: Asia/Omsk\n',
    );
  });
});
