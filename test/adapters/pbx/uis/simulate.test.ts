import fc from 'fast-check';
import { eventKeyOf } from '../../../../adapters/kit/event-key.ts';
import { uis } from '../../../../adapters/pbx/uis/adapter.ts';
import { uisSettings } from '../../../../adapters/pbx/uis/settings.ts';
import { callEvent, type CallEvent } from '../../../../src/contracts/call-event.ts';
import { inboundRequest } from '../../../contracts/pbx-subject.ts';

const settings = uisSettings.parse({ secret: 'demo', zone: 'Asia/Yekaterinburg', employees: { 1: '101', 2: '102' } });

function roundTrip(event: CallEvent): CallEvent[] {
  const requests = uis.simulate?.(event, settings) ?? [];
  return requests.flatMap((request) =>
    uis.parse(inboundRequest({ ...request, query: {} }), { account: 'uis', settings }),
  );
}

function keyed(event: Omit<CallEvent, 'eventKey'>): CallEvent {
  return { ...event, eventKey: eventKeyOf(event) };
}

const number = fc.constantFrom('+79000000102', '+74950000101', null);
const seconds = fc.option(fc.nat(100_000));
const told = fc.record({
  kind: fc.constantFrom('ringing' as const, 'answered' as const, 'leg-ended' as const, 'ended' as const),
  providerCallId: fc.oneof(
    fc.nat().map(String),
    fc.stringMatching(/^[a-z0-9]{1,40}$/),
    fc.constant('18702030398765432101'),
  ),
  occurredAt: fc.option(
    fc
      .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
      .map((at) => `${at.toISOString().slice(0, 19)}.000Z`),
  ),
  direction: fc.constantFrom('in' as const, 'out' as const, null),
  legId: fc.option(fc.nat().map(String)),
  employee: fc.constantFrom(['1', '101'], ['2', '102'], ['1', '105'], ['77', null], [null, '201'], [null, null]),
  external: number,
  line: number,
  initiator: fc.constantFrom('va', 'callback', null),
  seconds: fc.record({ wait: seconds, talk: seconds, total: seconds }),
});

it('sends every event that UIS can tell so that it is read the same', () => {
  fc.assert(
    fc.property(told, ({ employee: [employeeRef = null, extension = null], seconds: counted, ...rest }) => {
      const some = Object.values(counted).some((value) => value !== null);
      const event = keyed({
        ...callEvent({ eventKey: '-', account: 'uis', ...rest }),
        employeeRef,
        extension,
        seconds: some ? counted : null,
      });
      expect(roundTrip(event)).toEqual([event]);
    }),
    { numRuns: 1000 },
  );
});

it.each(['in-menu', 'queued', 'voicemail', 'held', 'resumed', 'transferred', 'linked'] as const)(
  'sends nothing for %s',
  (kind) => {
    expect(uis.simulate?.(callEvent({ eventKey: '-', account: 'uis', providerCallId: '1', kind }), settings)).toEqual(
      [],
    );
  },
);

it('sends what UIS would: the address with the secret, ids as numbers, numbers without a plus, local time', () => {
  const event = callEvent({
    eventKey: '-',
    account: 'uis',
    providerCallId: '187020303',
    kind: 'ringing',
    occurredAt: '2026-03-02T07:15:03Z',
    legId: '990001',
    extension: '101',
    employeeRef: '1',
    external: '+79000000102',
    line: '+74950000101',
    direction: 'in',
  });
  const [request] = uis.simulate?.(event, settings) ?? [];
  expect(request).toMatchObject({ method: 'POST', path: '/demo' });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    event: 'ringing',
    secret: 'demo',
    notification_name: 'Ожидание ответа',
    notification_time: '2026-03-02 12:15:03',
    virtual_phone_number: '74950000101',
    contact_phone_number: '79000000102',
    call_session_id: 187020303,
    leg_id: 990001,
    employee_id: 1,
    employee_full_name: null,
    extension_phone_number: '101',
    direction: 'in',
    call_source: null,
    external_id: null,
    contact_id: null,
  });
});
