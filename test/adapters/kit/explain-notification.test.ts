import { explainNotification, fieldsOf } from '../../../adapters/kit/explain-notification.ts';
import { beeline } from '../../../adapters/pbx/beeline/adapter.ts';
import { pbxAdapters } from '../../../adapters/pbx/index.ts';
import { sipuni } from '../../../adapters/pbx/sipuni/adapter.ts';
import { yeastar } from '../../../adapters/pbx/yeastar/adapter.ts';
import { readSample } from '../../../src/integrations/index.ts';
import { inboundRequest, readPbxSubject } from '../../contracts/pbx-subject.ts';
import { xsiEvent } from '../../support/xsi-event.ts';

const settings = sipuni.settings.parse({ secret: 'k7Qm-2vX9' });
const query = {
  event: '1',
  call_id: 'A',
  src_num: '79000000102',
  src_type: '1',
  treeName: 'Входящая',
  dst_num: '74950000101',
};

describe('what a notification becomes', () => {
  it('tells the events, and the fields that nobody reads', () => {
    const explained = explainNotification(sipuni, inboundRequest({ method: 'GET', query }), settings);
    expect(explained).toMatchObject({
      readAs: 'query',
      problem: null,
      events: [{ kind: 'started', account: 'sample' }],
    });
    // That the number is an outside one shows without its type.
    expect(explained.unused).toEqual(['src_type', 'treeName']);
  });

  it('tells why it cannot be read', () => {
    const { problem, unused } = explainNotification(sipuni, inboundRequest({ body: 'event=1&x=2' }), settings);
    expect(problem).toEqual({ text: 'call_id is missing', field: 'call_id' });
    expect(unused).toEqual([]);
  });

  it('looks into JSON that was put into a text', () => {
    const msg = {
      call_id: '1',
      members: [{ extension: { number: '101', channel_id: 'c', member_status: 'RING', call_path: '' } }],
    };
    const request = inboundRequest({ body: JSON.stringify({ type: 30011, sn: 'S', msg: JSON.stringify(msg) }) });
    const given = yeastar.settings.parse({ secret: 'k7Qm2vX9tR4wZ8bN1cL6pD3sF5gH0jKa' });
    const { readAs, events, unused } = explainNotification(yeastar, request, given);
    expect([readAs, events.length]).toEqual(['json', 1]);
    expect(unused).toEqual(['sn', 'msg.members.0.extension.call_path']);
  });

  it('reads XML', () => {
    const given = beeline.settings.parse({
      secret: 'k7Qm-2vX9',
      api: { token: '12345678' },
      publicUrl: 'https://a.example/b',
    });
    const body = xsiEvent('CallReceivedEvent', { callId: 'a', personality: 'Terminator' });
    const request = inboundRequest({ path: '/k7Qm-2vX9/101', body });
    expect(explainNotification(beeline, request, given)).toMatchObject({ readAs: 'xml', problem: null, unused: [] });
    expect(Object.fromEntries(fieldsOf(request))['Event.eventData.call.callId']).toBe('a');
  });

  // A PBX that is connected to sends no requests.
  it.each(pbxAdapters.filter(({ connect }) => !connect).map((adapter) => [adapter.id, adapter] as const))(
    'never fails for a fixture of %s',
    (_id, adapter) => {
      for (const { request, settings: given, events } of readPbxSubject(adapter).fixtures)
        expect(explainNotification(adapter, inboundRequest(request), given).events).toHaveLength(events.length);
    },
  );
});

describe('a sample as a person has it', () => {
  it.each([
    ['an address', 'https://trubka.example/webhooks/sipuni/k7Qm-2vX9?event=1&call_id=A', 'GET', '/k7Qm-2vX9'],
    [
      'a line of a log',
      'GET /webhooks/sipuni/k7Qm-2vX9?event=1&call_id=A HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET',
      '/k7Qm-2vX9',
    ],
  ])('is read from %s', (_what, text, method, path) => {
    expect(readSample(text)).toMatchObject({ method, path, query: { event: '1', call_id: 'A' } });
  });

  it('is read from a request with headers and a body', () => {
    const request = readSample(
      'POST /k7Qm-2vX9 HTTP/1.1\nContent-Type: text/plain\nX-Signature: abc\n\nevent=1&call_id=A',
    );
    expect(request).toMatchObject({ method: 'POST', headers: { 'content-type': 'text/plain', 'x-signature': 'abc' } });
    expect(String(request.body)).toBe('event=1&call_id=A');
  });

  it('is read from a fixture and from a body alone', () => {
    const fixture = { request: { method: 'POST', path: '/p', query: {}, headers: {}, body: 'a=1' }, events: [] };
    expect(readSample(JSON.stringify(fixture))).toMatchObject({ method: 'POST', path: '/p' });
    expect(String(readSample(' {"a":1}\n').body)).toBe('{"a":1}');
  });
});
