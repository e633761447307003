import fc from 'fast-check';
import { readRecord } from '../../../adapters/kit/body.ts';

function posted(body: string | Buffer): unknown {
  return readRecord({ method: 'POST', query: {}, body: Buffer.from(body) });
}

/** As UIS fills a template whose administrator put quotes around every placeholder. */
function doublyQuoted(record: Record<string, unknown>): string {
  const lines = Object.entries(record).map(([name, value]) => `  ${JSON.stringify(name)}: "${JSON.stringify(value)}"`);
  return `{\n${lines.join(',\n')}\n}`;
}

describe('readRecord', () => {
  it('reads the query of a GET and never its body', () => {
    const request = { method: 'GET' as const, query: { event: 'ringing' }, body: Buffer.from('{"event":"ended"}') };
    expect(readRecord(request)).toEqual({ event: 'ringing' });
    expect(readRecord({ ...request, query: {} })).toBeNull();
  });

  it('keeps nested objects and lists', () => {
    expect(posted('{"call_info":{"id":1,"tags":["a"]},"x":null}')).toEqual({
      call_info: { id: 1, tags: ['a'] },
      x: null,
    });
  });

  it('reads UTF-8 with a byte order mark and blanks around', () => {
    expect(posted(Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from(' \r\n{"имя":"Ёж 🦷"}\r\n')]))).toEqual({
      имя: 'Ёж 🦷',
    });
  });

  it('repairs the doubly quoted body of a receiver in the field', () => {
    const body =
      '{ "direction": ""in"", "call_session_id": "187020303", "external_id": """", "tag_names": "["a","b"]" }';
    expect(posted(body)).toEqual({
      direction: 'in',
      call_session_id: '187020303',
      external_id: '',
      tag_names: ['a', 'b'],
    });
  });

  it('keeps escaped quotes inside of doubly quoted values', () => {
    expect(posted('{"a": ""ООО \\"Ромашка\\", филиал"", "b": ""x:""}')).toEqual({
      a: 'ООО "Ромашка", филиал',
      b: 'x:',
    });
  });

  it('reads a placeholder that was replaced by nothing as null, and leaves such text inside of strings alone', () => {
    expect(posted('{"a": , "b": "x:, y: }", "c": }')).toEqual({ a: null, b: 'x:, y: }', c: null });
  });

  it('keeps every digit of an id that a number cannot hold, and leaves digits in text alone', () => {
    const body =
      '{"id":12345678901234567890,"list":[12345678901234567891],"text":"1234567890123456789 \\" 12","n":1.5e3,"s":7}';
    expect(posted(body)).toEqual({
      id: '12345678901234567890',
      list: ['12345678901234567891'],
      text: '1234567890123456789 " 12',
      n: 1500,
      s: 7,
    });
  });

  it('reads a form', () => {
    expect(posted('event=ringing&name=%D0%98%D0%B2%D0%B0%D0%BD+%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2&empty=')).toEqual({
      event: 'ringing',
      name: 'Иван Иванов',
      empty: '',
    });
  });

  it('reads JSON that became the only key of a form, encoded or not, with the signs of a form in it', () => {
    const json = '{"link":"https://x.example/?a=b&c=d","name":"a b"}';
    const record = JSON.parse(json) as unknown;
    expect(posted(new URLSearchParams({ [json]: '' }).toString())).toEqual(record);
    expect(posted(encodeURIComponent(json))).toEqual(record);
    expect(posted(`${json}=`)).toEqual(record);
    expect(posted(encodeURIComponent(`\uFEFF ${json}`))).toEqual(record);
  });

  it.each(['', ' ', 'null', '[]', '[{"a":1}]', '1', '"x"', '<a b="c"/>', 'two words', '{"a":1', '{=', '\0\u0001'])(
    'finds no record in %j',
    (body) => {
      expect(posted(body)).toBeNull();
    },
  );

  it.each([
    ['colons and quotes', ':""'],
    ['doubly quoted beginnings', ':""a'],
    ['escaped quotes', '\\"'],
    ['colons and escaped quotes', ':\\"'],
    ['list beginnings', '"a":"['],
    ['numbers', '1'],
    ['blanks', ' '],
    ['braces', '{'],
    ['separators', '&a=b'],
  ])('reads a megabyte of %s in a moment', (_what, piece) => {
    for (const start of ['', '{', '{"a":""', '{"a":"1234567890123456 ', '{"a":1234567890123456 ']) {
      for (const size of [65_000, 1_000_000]) {
        const body = start + piece.repeat(Math.floor((size - start.length) / piece.length));
        const began = process.cpuUsage();
        posted(body);
        const { user, system } = process.cpuUsage(began);
        expect((user + system) / 1000).toBeLessThan(3000);
      }
    }
  });

  it('reads valid JSON of any size and nothing else over 64 KB', () => {
    const long = 'x'.repeat(500_000);
    expect(posted(JSON.stringify({ long }))).toEqual({ long });
    expect(posted(`{"long": ""${long}""}`)).toBeNull();
    expect(posted(`long=${long}`)).toBeNull();
  });

  it('reads the same record from every encoding', () => {
    const name = fc.stringMatching(/^[a-z_]{1,20}$/).filter((key) => key !== '__proto__');
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'",:{}[]\\&=+% \n'.split('')) }),
    );
    // What only one of the encodings can tell apart is left out: a half surrogate, a trailing `=`.
    const record = fc
      .dictionary(name, text, { minKeys: 1, maxKeys: 8 })
      .map((value) => ({ ...value }))
      .filter((value) => Object.values(value).every((one) => !/\p{Surrogate}/u.test(one)));
    fc.assert(
      fc.property(record, (value) => {
        const json = JSON.stringify(value);
        const form = new URLSearchParams(value).toString();
        expect(posted(json)).toEqual(value);
        expect(posted(`\uFEFF${JSON.stringify(value, null, 4)}`)).toEqual(value);
        expect(posted(doublyQuoted(value))).toEqual(value);
        expect(posted(form)).toEqual(value);
        expect(posted(new URLSearchParams({ [json]: '' }).toString())).toEqual(value);
        expect(posted(new URLSearchParams({ [doublyQuoted(value)]: '' }).toString())).toEqual(value);
        expect(readRecord({ method: 'GET', query: value, body: Buffer.alloc(0) })).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('answers a record or null for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const record = posted(Buffer.from(bytes));
        expect(record === null || typeof record === 'object').toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
