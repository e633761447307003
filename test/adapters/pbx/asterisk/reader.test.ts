import { createAmiReader } from '../../../../adapters/pbx/asterisk/reader.ts';
import { asteriskSettings } from '../../../../adapters/pbx/asterisk/settings.ts';
import { partyOf } from '../../../../adapters/pbx/asterisk/channel-name.ts';
import { createMessageCutter, type AmiMessage } from '../../../../adapters/pbx/asterisk/message.ts';
import { foldCall } from '../../../../src/calls/fold-call.ts';
import type { CallEvent } from '../../../../src/contracts/call-event.ts';

const settings = asteriskSettings.parse({
  host: '127.0.0.1',
  user: 'trubka',
  secret: 'k7Qm-2vX9-secret',
  withheldCheck: false,
});

/** Says one event after another, a second apart. */
function conversation() {
  const reader = createAmiReader({ account: 'office', settings });
  let second = 1_795_308_588;
  const events: CallEvent[] = [];
  return {
    reader,
    events,
    say(event: string, fields: Record<string, string>) {
      second += 1;
      events.push(...reader.read({ event, timestamp: `${second}.000000`, ...fields }, new Date(0)));
    },
  };
}

const patient = { channel: 'PJSIP/mts-00000001', uniqueid: '1.1', linkedid: '1.1' };
const first = { channel: 'PJSIP/101-00000002', uniqueid: '1.2', linkedid: '1.1' };
const asking = { channel: 'PJSIP/101-00000003', uniqueid: '1.3', linkedid: '1.3' };
const second = { channel: 'PJSIP/102-00000004', uniqueid: '1.4', linkedid: '1.3' };
const as = (prefix: string, fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [prefix + name, value]));

it('makes one call of two when a telephone connects the party on hold with the one it asked', () => {
  const { say, events, reader } = conversation();
  say('Newchannel', {
    ...patient,
    channelstate: '4',
    context: 'from-pstn',
    exten: '74950000101',
    calleridnum: '79000000104',
  });
  say('Newchannel', { ...first, channelstate: '0', context: 'from-internal', exten: 's' });
  say('DialBegin', { ...patient, ...as('dest', { ...first, channelstate: '5' }), dialstring: '101' });
  say('DialEnd', { ...patient, ...as('dest', first), dialstatus: 'ANSWER' });
  say('Hold', first);
  // The telephone places a call of its own, with a Linkedid of its own.
  say('Newchannel', { ...asking, channelstate: '4', context: 'from-internal', exten: '102', calleridnum: '101' });
  say('Newchannel', { ...second, channelstate: '0', context: 'from-internal', exten: 's' });
  say('DialBegin', { ...asking, ...as('dest', { ...second, channelstate: '5' }), dialstring: '102' });
  say('DialEnd', { ...asking, ...as('dest', second), dialstatus: 'ANSWER' });
  say('AttendedTransfer', {
    result: 'Success',
    ...as('origtransferer', first),
    ...as('secondtransferer', asking),
    desttype: 'Bridge',
  });
  const joined = { linkedid: '1.1' };
  say('Hangup', { ...first });
  say('Hangup', { ...asking, ...joined });
  say('BridgeEnter', { ...second, ...joined, channelstate: '6' });
  say('Hangup', { ...patient });
  say('Hangup', { ...second, ...joined });
  expect(reader.calls()).toBe(0);
  expect(events.filter(({ kind }) => kind === 'linked')).toMatchObject([
    { providerCallId: '1.1', linkedCallIds: ['1.3'] },
  ]);
  expect(
    events
      .filter(({ kind }) => kind === 'ended')
      .map(({ providerCallId }) => providerCallId)
      .sort(),
  ).toEqual(['1.1', '1.3']);
  const call = foldCall(events.map((event) => ({ event, receivedAt: new Date(0) })));
  expect(call).toMatchObject({
    direction: 'in',
    external: '+79000000104',
    line: '+74950000101',
    state: 'ended',
    result: 'answered',
    answeredExtension: '102',
  });
  expect(call.legs.map(({ extension, answeredAt }) => [extension, answeredAt !== null])).toEqual([
    ['101', true],
    ['102', true],
  ]);
});

it('joins calls whose Linkedid has become another without an event', () => {
  const { say, events, reader } = conversation();
  say('Newchannel', {
    ...patient,
    channelstate: '4',
    context: 'from-pstn',
    exten: '74950000101',
    calleridnum: '79000000104',
  });
  // A parked call is fetched: a channel of its own that nobody dialled.
  say('Newchannel', { ...asking, channelstate: '4', context: 'from-internal', exten: '701' });
  say('BridgeEnter', { ...asking, linkedid: '1.1', channelstate: '6' });
  say('Hangup', { ...asking, linkedid: '1.1' });
  say('Hangup', patient);
  expect(reader.calls()).toBe(0);
  expect(events.map(({ kind, providerCallId }) => `${kind} ${providerCallId}`)).toEqual([
    'started 1.1',
    'answered 1.1',
    'leg-ended 1.1',
    'ended 1.1',
  ]);
  expect(events[1]?.extension).toBe('101');
});

it('tells nothing of feature codes and of listening in', () => {
  const { say, events, reader } = conversation();
  say('Newchannel', { ...asking, channelstate: '4', context: 'from-internal', exten: '*55101', calleridnum: '103' });
  say('Newstate', { ...asking, channelstate: '6' });
  say('Hangup', asking);
  expect(events).toEqual([]);
  expect(reader.channels()).toEqual([]);
});

it('takes the number of an analogue line when it comes after the first ring', () => {
  const { say, events } = conversation();
  const analogue = { channel: 'DAHDI/i1/line-1', uniqueid: '2.1', linkedid: '2.1', context: 'from-zaptel' };
  say('Newchannel', { ...analogue, channelstate: '4', exten: '', calleridnum: '<unknown>' });
  say('NewCallerid', { ...analogue, calleridnum: '89000000104' });
  expect(events.map(({ kind, external }) => [kind, external])).toEqual([
    ['started', null],
    ['started', '+79000000104'],
  ]);
});

it.each([
  ['PJSIP/101-0000002a', null, 'extension', '101'],
  ['SIP/101-0000002a', 'from-internal', 'extension', '101'],
  ['PJSIP/101-0000002a', 'from-pstn-toheader', 'trunk', null],
  ['PJSIP/mts-trunk-0000002a', null, 'trunk', null],
  ['DAHDI/i1/84950000101-1', null, 'trunk', null],
  ['Local/101@from-queue-0000002a;1', null, 'local', null],
  ['SIP/74950000101-0000002a', null, 'trunk', null],
] as const)('knows whose channel %s in %s is', (channel, context, side, extension) => {
  expect(partyOf(channel, context, settings)).toMatchObject({ side, extension });
});

it('knows trunks and twins of telephones by the settings', () => {
  const own = { ...settings, trunks: ['SIP/77*'], extensions: '^(?:99)?(\\d{3})$' };
  expect(partyOf('SIP/777-0000002a', null, own)).toMatchObject({ side: 'trunk' });
  expect(partyOf('PJSIP/99101-0000002a', null, own)).toMatchObject({ side: 'extension', extension: '101' });
});

it('cuts messages however the stream is cut', () => {
  const text =
    'Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: 1\r\n\r\nEvent: Hold\r\nChannel: PJSIP/101\r\nchannel: other\r\n\r\n';
  for (let size = 1; size < text.length; size += 1) {
    const cut: AmiMessage[] = [];
    const feed = createMessageCutter((message) => cut.push(message));
    for (let at = 0; at < text.length; at += size) feed(Buffer.from(text.slice(at, at + size)));
    expect(cut).toEqual([
      { response: 'Success', actionid: '1' },
      { event: 'Hold', channel: 'PJSIP/101' },
    ]);
  }
});
