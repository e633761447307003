import fc from 'fast-check';
import { zadarma } from '../../../adapters/pbx/zadarma/adapter.ts';
import { zadarmaSettings } from '../../../adapters/pbx/zadarma/settings.ts';
import { callEvent, callEventSchema } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';
import { answering, incoming, LINE, outgoing, PATIENT, read, settings, signed } from './zadarma-notifications.ts';

const end = { ...incoming, duration: '5', disposition: 'answered' };
const everyEvent: [string, Record<string, string>][] = [
  ['NOTIFY_START', incoming],
  ['NOTIFY_IVR', incoming],
  ['NOTIFY_INTERNAL', { ...incoming, internal: '101' }],
  ['NOTIFY_ANSWER', answering('101')],
  ['NOTIFY_END', end],
  ['NOTIFY_OUT_START', outgoing],
  ['NOTIFY_OUT_END', { ...outgoing, duration: '5', disposition: 'busy' }],
  ['NOTIFY_RECORD', { pbx_call_id: 'in_1', call_id_with_rec: 'R1' }],
  ['SPEECH_RECOGNITION', { pbx_call_id: 'in_1', call_id: 'R1', result: '{"words":[]}' }],
  ['SMS', { result: '{"text":"+1 = ?"}' }],
];

describe('the signature', () => {
  const allowed = (request: InboundRequest): boolean => zadarma.authenticate(request, settings);

  it('is the one that openssl computes, in either writing', () => {
    const body = new URLSearchParams({ event: 'NOTIFY_START', ...incoming }).toString();
    const hex = 'f7410e683a1a6e5da529a8deb3fb90f05cb76e46';
    const letters = Buffer.from(hex).toString('base64');
    const bytes = Buffer.from(hex, 'hex').toString('base64');
    for (const signature of [letters, bytes])
      expect(allowed(inboundRequest({ body, headers: { signature } }))).toBe(true);
    expect(allowed(inboundRequest({ body, headers: { signature: hex } }))).toBe(false);
  });

  it.each(everyEvent)('of %s is that of its own fields', (event, told) => {
    for (const as of ['letters', 'bytes'] as const) {
      const request = signed(event, told, as);
      expect(allowed(request)).toBe(true);
      expect(zadarma.authenticate(request, { ...settings, apiSecret: 'another-secret' })).toBe(false);
    }
  });

  it.each([
    ['NOTIFY_START', incoming, ['caller_id', 'called_did', 'call_start']],
    ['NOTIFY_END', end, ['caller_id', 'called_did', 'call_start']],
    ['NOTIFY_ANSWER', answering('101'), ['caller_id', 'destination', 'call_start']],
    ['NOTIFY_OUT_START', outgoing, ['internal', 'destination', 'call_start']],
    ['NOTIFY_RECORD', { pbx_call_id: 'in_1', call_id_with_rec: 'R1' }, ['pbx_call_id', 'call_id_with_rec']],
    ['SMS', { result: '{}' }, ['result']],
  ] as const)('of %s does not fit after a signed field was changed', (event, told, fields) => {
    const request = signed(event, told);
    for (const field of fields) {
      const form = new URLSearchParams(request.body.toString());
      form.set(field, `${form.get(field)}1`);
      expect(allowed({ ...request, body: Buffer.from(form.toString()) })).toBe(false);
    }
  });

  it('takes a plus for what it is after the form was decoded', () => {
    const request = signed('NOTIFY_START', incoming);
    expect(request.body.toString()).toContain('caller_id=%2B7900');
    expect(allowed(request)).toBe(true);
    const raw = request.body.toString().replace('%2B', '+');
    expect(allowed({ ...request, body: Buffer.from(raw) })).toBe(false);
  });

  it('is refused where it is absent, empty, or of nothing', () => {
    const request = signed('NOTIFY_START', incoming);
    expect(allowed({ ...request, headers: {} })).toBe(false);
    expect(allowed({ ...request, headers: { signature: '' } })).toBe(false);
    expect(allowed(signed('NOTIFY_START', {}))).toBe(false);
    expect(allowed(signed('SMS', {}))).toBe(false);
    expect(allowed(signed('NOTIFY_TOMORROW', incoming))).toBe(false);
    expect(allowed(signed('constructor', incoming))).toBe(false);
    expect(allowed({ ...request, method: 'GET' })).toBe(false);
  });
});

describe('the check of the address', () => {
  const asked = (query: Record<string, string>, method: 'GET' | 'POST' = 'GET') =>
    zadarma.challenge?.(inboundRequest({ method, query }), settings);

  it.each(['1772435700', '5f1c8e0a2b7d4f60', 'a+b/c==', 'x'.repeat(128)])('answers %j with exactly it', (zd_echo) => {
    expect(asked({ zd_echo })).toEqual({ status: 200, contentType: 'text/plain', body: zd_echo });
  });

  it.each(['', 'x'.repeat(129), '<script>', 'a b', 'a\r\nSet-Cookie: b', 'привет', '\0'])(
    'echoes nothing of %j',
    (zd_echo) => {
      expect(asked({ zd_echo })).toBeNull();
    },
  );

  it('is nothing else than a GET with the word', () => {
    expect(asked({})).toBeNull();
    expect(asked({ zd_echo: '1' }, 'POST')).toBeNull();
  });
});

describe('the settings', () => {
  it('default to the zone of Moscow and to the documented field for transfers', () => {
    expect(settings).toEqual({
      apiSecret: 'a1b2c3d4e5f60718',
      apiUrl: 'https://api.zadarma.com',
      zone: 'Europe/Moscow',
      transferField: 'transfer_from',
      redirectSeconds: 15,
      answeredByNobody: 'menu',
    });
  });

  it.each([
    { apiSecret: 'short' },
    { apiSecret: 'a1b2c3d4e5f60718', zone: 'Moscow' },
    { apiSecret: 'a1b2c3d4e5f60718', transferField: 'Transfer From' },
    { apiSecret: 'a1b2c3d4e5f60718', secret: 'x' },
  ])('refuse %j', (given) => {
    expect(zadarmaSettings.safeParse(given).success).toBe(false);
  });
});

describe('what is read', () => {
  it('tells nothing that the notification does not', () => {
    expect(read('NOTIFY_RECORD', { pbx_call_id: 'in_1', call_id_with_rec: 'R1' })).toEqual([
      callEvent({
        eventKey: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown as string,
        account: 'zadarma',
        providerCallId: 'in_1',
        kind: 'recorded',
        recording: { ref: 'R1', kind: 'talk' },
      }),
    ]);
  });

  it('leaves to others which number of an answer is the outside one, unless an extension was called', () => {
    expect(read('NOTIFY_ANSWER', answering('101'))[0]).toMatchObject({
      extension: '101',
      external: PATIENT,
      direction: null,
    });
    const both = { ...answering('101'), caller_id: LINE, destination: PATIENT };
    expect(read('NOTIFY_ANSWER', both)[0]).toMatchObject({ extension: '101', external: null, occurredAt: null });
  });

  it('makes one event of an end whose start is not told', () => {
    const { call_start: _, ...timeless } = end;
    expect(read('NOTIFY_END', timeless).map(({ kind }) => kind)).toEqual(['ended']);
  });

  it('takes an end without a result for ended, not for missed', () => {
    const { disposition: _, ...unsaid } = end;
    expect(read('NOTIFY_END', unsaid)[1]).toMatchObject({
      kind: 'ended',
      reason: null,
      seconds: { wait: null, talk: null, total: 5 },
    });
  });

  it.each([
    ['1', 'R1', { ref: 'R1', kind: 'talk' }],
    ['0', 'R1', null],
    ['0', '', null],
  ])('with is_recorded %s and the id %j has the recording %j', (is_recorded, call_id_with_rec, recording) => {
    expect(read('NOTIFY_END', { ...end, is_recorded, call_id_with_rec })[1]?.recording).toEqual(recording);
  });

  it('asks for who passed a call on in the field that the account names', () => {
    const told = { ...incoming, internal: '201', transfer_from: '101' };
    expect(read('NOTIFY_INTERNAL', told).map(({ kind, extension }) => [kind, extension])).toEqual([
      ['ringing', '201'],
      ['transferred', '101'],
      ['leg-ended', '101'],
    ]);
    expect(read('NOTIFY_INTERNAL', told, { transferField: 'passed_by' })).toHaveLength(1);
    expect(read('NOTIFY_INTERNAL', { ...incoming, internal: '201' })).toHaveLength(1);
  });

  it('has at the end who talked last, where another was rung first', () => {
    const last = { ...incoming, internal: '101', last_internal: '102', duration: '60', disposition: 'answered' };
    expect(read('NOTIFY_END', last).at(-1)).toMatchObject({ kind: 'ended', extension: '102' });
  });

  it.each(['SMS', 'SPEECH_RECOGNITION'])('makes nothing of %s', (event) => {
    expect(read(event, { pbx_call_id: 'in_1', call_id: 'R', result: '{}' })).toEqual([]);
  });
});

describe('what cannot be read', () => {
  const failure = (body: string): UnreadableNotification => {
    try {
      zadarma.parse(inboundRequest({ body }), { account: 'zadarma', settings });
    } catch (error) {
      if (error instanceof UnreadableNotification) return error;
      throw error;
    }
    throw new Error('was read');
  };

  it.each([
    ['', 'event'],
    ['event=', 'event'],
    ['event=NOTIFY_TOMORROW&pbx_call_id=1', 'event'],
    ['event=constructor&pbx_call_id=1', 'event'],
    ['event=NOTIFY_START', 'pbx_call_id'],
    [`event=NOTIFY_START&pbx_call_id=${'x'.repeat(201)}`, 'pbx_call_id'],
    [`event=NOTIFY_INTERNAL&pbx_call_id=1&internal=${'1'.repeat(41)}`, 'internal'],
    ['event=NOTIFY_RECORD&pbx_call_id=1', 'call_id_with_rec'],
    ['event=NOTIFY_END&pbx_call_id=1&is_recorded=1', 'call_id_with_rec'],
    ['event=SPEECH_RECOGNITION&pbx_call_id=1&voicemail=1', 'call_id'],
    [`event=NOTIFY_END&pbx_call_id=1&disposition=${'x'.repeat(201)}`, 'disposition'],
  ])('%j names %s', (body, field) => {
    expect(failure(body).field).toBe(field);
  });

  it('throws nothing else, whatever the form holds', () => {
    const name = fc.constantFrom(
      ...['call_start', 'caller_id', 'called_did', 'internal', 'destination', 'duration', 'disposition'],
      ...['is_recorded', 'call_id_with_rec', 'call_id', 'voicemail', 'result', 'transfer_from', '__proto__'],
    );
    const word = fc.constantFrom(
      '101',
      '0',
      '1',
      PATIENT,
      LINE,
      'answered',
      'busy',
      '2026-03-02 10:15:00',
      '9'.repeat(30),
    );
    const told = fc.dictionary(name, fc.oneof({ weight: 3, arbitrary: word }, fc.string({ unit: 'binary' })));
    let understood = 0;
    fc.assert(
      fc.property(fc.constantFrom(...everyEvent.map(([event]) => event)), told, (event, fields) => {
        const body = new URLSearchParams({ pbx_call_id: 'in_1', ...fields, event }).toString();
        try {
          const over = { ...settings, transferField: 'transfer_from' };
          for (const one of zadarma.parse(inboundRequest({ body }), { account: 'zadarma', settings: over })) {
            expect(callEventSchema.safeParse(one).success).toBe(true);
            understood += 1;
          }
        } catch (error) {
          if (!(error instanceof UnreadableNotification)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
    expect(understood).toBeGreaterThan(50);
  });
});

describe('the simulation', () => {
  const base = { eventKey: '-', account: 'zadarma', providerCallId: '7' };

  it.each(['queued', 'voicemail', 'held', 'resumed', 'leg-ended', 'transferred', 'linked'] as const)(
    'sends nothing for %s',
    (kind) => {
      expect(zadarma.simulate?.(callEvent({ ...base, kind }), settings)).toEqual([]);
    },
  );

  it('says of an end without a word whether it was answered', () => {
    const said = (kind: 'ended' | 'missed', talk: number): string | null => {
      const event = callEvent({
        ...base,
        kind,
        direction: 'in',
        extension: '101',
        seconds: { wait: 1, talk, total: null },
      });
      const [request] = zadarma.simulate?.(event, settings) ?? [];
      return new URLSearchParams(request?.body).get('disposition');
    };
    expect([said('ended', 5), said('ended', 0), said('missed', 0)]).toEqual(['answered', 'no answer', 'no answer']);
  });

  it('dials from the line, and is answered by the other party', () => {
    const out = { ...base, direction: 'out' as const, extension: '101', external: PATIENT, line: `+${LINE}` };
    const sent = (['started', 'answered'] as const).map((kind) => {
      const [request] = zadarma.simulate?.(callEvent({ ...out, kind }), settings) ?? [];
      return Object.fromEntries(new URLSearchParams(request?.body));
    });
    expect(sent).toEqual([
      { event: 'NOTIFY_OUT_START', pbx_call_id: '7', caller_id: LINE, destination: PATIENT.slice(1), internal: '101' },
      { event: 'NOTIFY_ANSWER', pbx_call_id: '7', caller_id: LINE, destination: PATIENT.slice(1), internal: '101' },
    ]);
  });
});
