import fc from 'fast-check';
import { createLog, maskPhone, maskPhonesInText, outageLog, type Log } from '../../../src/platform/telemetry/index.ts';

function recorded(work: (log: Log) => void): { text: string; lines: Record<string, unknown>[] } {
  let text = '';
  work(createLog({ level: 'debug', destination: { write: (line) => void (text += line) } }));
  return {
    text,
    lines: text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('the log', () => {
  it('writes one JSON line with level, time and message', () => {
    const { lines } = recorded((log) => log.info({ call: 'c1', attempts: 2, at: new Date(0) }, 'call.recorded'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'info',
      msg: 'call.recorded',
      call: 'c1',
      attempts: 2,
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(lines[0]!['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  const phone = '+79261234567';
  const carriers: [string, (log: Log) => void][] = [
    ['a field', (log) => log.info({ phone, external: phone, from: phone, to: phone }, 'x')],
    ['a number', (log) => log.info({ phone: 79261234567 }, 'x')],
    ['a deep field', (log) => log.info({ a: { b: [{ c: { phone } }] } }, 'x')],
    ['a text', (log) => log.info({ what: `call of ${phone}` }, 'x')],
    ['a message', (log) => log.info({}, `call of ${phone} and 89261234567`)],
    ['an error', (log) => log.error({ err: new Error(`duplicate key (${phone})`) }, 'x')],
    ['an error under another name', (log) => log.error({ reason: new Error(`duplicate key (${phone})`) }, 'x')],
    ['an error alone', (log) => (log.error as (error: Error) => void)(new Error(`duplicate key (${phone})`))],
    ['an error without a message', (log) => (log.error as (fields: object) => void)({ err: new Error(phone) })],
    ["an error's cause", (log) => log.error({ err: new Error('x', { cause: new Error(phone) }) }, 'x')],
    ['a field of an error', (log) => log.error({ err: Object.assign(new Error('x'), { detail: `(${phone})` }) }, 'x')],
    ['an aggregate', (log) => log.error({ err: new AggregateError([new Error(phone)], 'x') }, 'x')],
    ['a child', (log) => log.child({ phone, deep: { caller: { phone } } }).info({}, 'x')],
    ['a buffer', (log) => log.info({ bytes: Buffer.from(phone) }, 'x')],
    ['a map', (log) => log.info({ by: new Map([['a', phone]]) }, 'x')],
  ];
  it.each(carriers)('masks a phone in %s', (_, write) => {
    const { text } = recorded(write);
    expect(text).toContain('\n');
    expect(text).not.toContain('9261234567');
    expect(text).not.toContain(JSON.stringify([...Buffer.from(phone)]).slice(1, -1));
  });

  const secrets = ['name', 'fullName', 'given_name', 'surname', 'caller', 'candidates', 'note', 'birthDate']
    .concat(['secret', 'token', 'password', 'Authorization', 'Cookie', 'set-cookie', 'key', 'apiKey', 'api_key'])
    .concat(['IDENT-Integration-Key', 'headers', 'body', 'query', 'payload', 'databaseUrl']);
  it.each(secrets)('says nothing of %s, wherever it lies', (key) => {
    const hidden = { [key]: 'Мария-секрет' };
    const { text } = recorded((log) => {
      log.info({ ...hidden }, 'x');
      log.warn({ a: [{ b: hidden }] }, 'x');
      log.child(hidden).error({ [key]: { inside: ['Мария-секрет'] } }, 'x');
    });
    expect(text.match(/redacted/g)).toHaveLength(4);
    expect(text).not.toContain('Мария');
  });

  it('keeps what a reader needs of an error', () => {
    const error = Object.assign(new Error('refused', { cause: new Error('because') }), { code: 'ECONNREFUSED' });
    const { lines } = recorded((log) => log.error({ err: error, people: 5, key: true }, 'x'));
    expect(lines[0]).toMatchObject({
      people: 5,
      key: true,
      err: { type: 'Error', message: 'refused', code: 'ECONNREFUSED', cause: { message: 'because' } },
    });
  });

  it('survives a field that contains itself', () => {
    const loop: Record<string, unknown> = { a: 1 };
    loop['self'] = loop;
    expect(recorded((log) => log.info(loop, 'x')).lines).toHaveLength(1);
  });
});

describe('masks of phones', () => {
  it.each([
    ['+79111231122', '+7911***1122'],
    ['89111231122', '8911***1122'],
    ['+7 (911) 123-11-22', '+7911***1122'],
    ['+3725123456', '+***56'],
    ['101', '***'],
    ['', '***'],
  ])('%s → %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));

  it('leave ids, dates and times in texts alone', () => {
    const text = 'call 1732222222222 of 2025-11-21T21:15:00.123Z, 3 of 12345678901234567890, 192.168.10.200, id 42';
    expect(maskPhonesInText(text)).toBe(text);
  });

  it('never show the middle of a number in a text', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 9_000_000_000, max: 9_999_999_999 }),
        fc.constantFrom('+7', '8', '7'),
        (rest, prefix) => {
          expect(maskPhonesInText(`from ${prefix}${rest}, line`)).not.toContain(
            `${rest}`.slice(2, 7) + `${rest}`.slice(7),
          );
        },
      ),
    );
  });
});

describe('the log of outages', () => {
  it('says once that something is down and once that it is back', () => {
    const { lines } = recorded((log) => {
      const outage = outageLog({ log, what: 'Redis', advice: 'Look at it.' });
      outage.worked();
      for (const _ of [1, 2, 3]) outage.failed(new Error('refused'));
      expect(outage.down).toBe(true);
      outage.worked();
      outage.worked();
      expect(outage.down).toBe(false);
      outage.failed(new Error('again'));
    });
    expect(lines.map((line) => line['level'])).toEqual(['error', 'info', 'error']);
    expect(lines[0]!['msg']).toBe('Redis does not work. Look at it.');
    expect(lines[1]).toMatchObject({ failures: 3 });
  });
});
