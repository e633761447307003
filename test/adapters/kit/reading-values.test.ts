import fc from 'fast-check';
import { extensionOf } from '../../../adapters/kit/extension-of.ts';
import { secondsOf } from '../../../adapters/kit/seconds-of.ts';
import { isTimeFormat, timeOf } from '../../../adapters/kit/time-of.ts';
import { pathsOf, valueAt } from '../../../adapters/kit/value-at.ts';
import { namesOfWord } from '../../../adapters/kit/words-of.ts';

describe('a value at a path', () => {
  const record = {
    id: 7,
    call: { id: 'a', from: { number: '1' } },
    'call.id': 'as written',
    'a.b': { c: 'inside' },
    members: [{ extension: '101' }, { extension: '102' }],
    msg: '{"call_id":"9","to":["x","y"]}',
    broken: '{"call_id":',
    nothing: null,
  };

  it.each([
    ['id', 7],
    ['call.from.number', '1'],
    ['call.id', 'as written'],
    ['a.b.c', 'inside'],
    ['members.1.extension', '102'],
    ['msg.call_id', '9'],
    ['msg.to.1', 'y'],
    ['nothing', null],
    ['broken.call_id', undefined],
    ['nothing.more', undefined],
    ['id.more', undefined],
    ['call.to', undefined],
    ['constructor', undefined],
    ['call.__proto__', undefined],
    ['members.length.x', undefined],
  ])('%s is %j', (path, expected) => {
    expect(valueAt(record, path)).toEqual(expected);
  });

  it('is found by the paths that are listed', () => {
    const paths = pathsOf(record);
    expect(paths).toEqual([
      'id',
      'call.id',
      'call.from.number',
      'call.id',
      'a.b.c',
      'members.0.extension',
      'members.1.extension',
      'msg.call_id',
      'msg.to.0',
      'msg.to.1',
      'broken',
      'nothing',
    ]);
    expect(pathsOf({ many: Array.from({ length: 1000 }, String) }, 5)).toHaveLength(5);
  });

  it('stands whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        for (const path of pathsOf({ value })) expect(valueAt({ value }, path)).not.toBe(undefined);
      }),
    );
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) as unknown;
    expect(pathsOf(deep)).toHaveLength(1);
  });
});

describe('a time in the format of a PBX', () => {
  const moment = '2026-03-02T07:15:03.000Z';

  it.each([
    ['iso', '2026-03-02T10:15:03+03:00', moment],
    ['iso', '2026-03-02 10:15:03', moment],
    ['rfc2822', 'Mon, 02 Mar 2026 07:15:03 +0000', moment],
    ['rfc2822', 'Mon, 02 Mar 2026 10:15:03 +0300', moment],
    ['unix', '1772435703', moment],
    ['unix', 1772435703.25, '2026-03-02T07:15:03.250Z'],
    ['unix-ms', 1772435703000, moment],
    ['unix-us', '1772435703000286', moment],
    ['dd.MM.yyyy HH:mm:ss', '02.03.2026 10:15:03', moment],
    ['yyyyMMddHHmmss', '20260302101503', moment],
    ["yyyy-MM-dd'T'HH:mm:ssZZ", '2026-03-02T09:15:03+02:00', moment],
    ['unix', '1772435703000', null],
    ['unix-ms', '1772435703', null],
    ['unix', 'soon', null],
    ['unix', -5, null],
    ['iso', '02.03.2026 10:15:03', null],
    ['rfc2822', '2026-03-02', null],
    ['dd.MM.yyyy HH:mm:ss', '32.03.2026 10:15:03', null],
    ['iso', '', null],
    ['iso', undefined, null],
  ])('%s: %j', (format, value, expected) => {
    expect(timeOf(value, format, 'Europe/Moscow')).toBe(expected);
  });

  it('takes the first of a repeated hour, whatever the format', () => {
    const pattern = timeOf('25.10.2026 02:30:00', 'dd.MM.yyyy HH:mm:ss', 'Europe/Berlin');
    expect(pattern).toBe('2026-10-25T00:30:00.000Z');
    expect(timeOf('2026-10-25 02:30:00', 'iso', 'Europe/Berlin')).toBe(pattern);
  });

  it('is asked for in a format that tells the date, the hour and the minute', () => {
    for (const format of ['iso', 'unix-us', 'dd.MM.yyyy HH:mm', 'd.M.yy h:mm a', "yyyyMMdd'T'HHmmss'Z'"])
      expect([format, isTimeFormat(format)]).toEqual([format, true]);
    for (const format of [
      '',
      'YYYY-MM-DD hh:mm:ss',
      'HH:mm:ss',
      'dd.MM.yyyy',
      'unix-ns',
      'hh:mm dd.MM.yyyy',
      'yyyy-MM-ddTHH:mm',
      'q',
    ])
      expect([format, isTimeFormat(format)]).toEqual([format, false]);
  });
});

it.each([
  ['12', 's', 12],
  [12.6, 's', 13],
  ['12400', 'ms', 12],
  ['90000000', 'us', 90],
  ['00:01:30', 'ms', 90],
  ['1:30', 's', 90],
  ['1:75', 's', null],
  ['-4', 's', null],
  ['long', 's', null],
  [null, 's', null],
] as const)('the duration %j in %s is %j seconds', (value, unit, expected) => {
  expect(secondsOf(value, unit)).toBe(expected);
});

it.each([
  ['101', '101'],
  [' 010 ', '010'],
  ['sip:101@pbx.local;transport=udp', '101'],
  ['<sip:101@pbx.local>', '101'],
  ['PJSIP/101-0000002a', '101'],
  ['SIP/front-desk-00ab', 'front-desk'],
  ['client:reception', 'reception'],
  ['tel:1204', '1204'],
  ['+74950000101', null],
  ['84950000101', null],
  ['8 (495) 000-01-01', null],
  ['x'.repeat(41), null],
  ['', null],
  [null, null],
])('the extension in %j is %j', (text, expected) => {
  expect(extensionOf(text)).toBe(expected);
});

describe('a word in a table', () => {
  const table = { ringing: ['RING', 'call.alerting'], ended: ['hangup *', '*-end-*'], all: ['*'], none: [] };

  it.each([
    ['ring', ['ringing', 'all']],
    [' Call.Alerting ', ['ringing', 'all']],
    ['hangup  NOANSWER', ['ended', 'all']],
    ['hangup', ['all']],
    ['the-end-of', ['ended', 'all']],
    ['ringing', ['all']],
    ['x'.repeat(500), []],
  ])('%j stands under %j', (word, names) => {
    expect(namesOfWord(word, table)).toEqual(names);
  });

  it('reads stars as anything and everything else as written', () => {
    expect(namesOfWord('a.b', { dot: ['a.b'] })).toEqual(['dot']);
    expect(namesOfWord('axb', { dot: ['a.b'] })).toEqual([]);
    expect(namesOfWord('aa', { overlap: ['a*aa'] })).toEqual([]);
    expect(namesOfWord('aba', { overlap: ['ab*ba'] })).toEqual([]);
    expect(namesOfWord('a1b2c', { both: ['a*b*c'] })).toEqual(['both']);
  });
});
