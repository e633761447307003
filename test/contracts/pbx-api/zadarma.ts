import { zadarma } from '../../../adapters/pbx/zadarma/adapter.ts';
import { zadarmaSettings, type ZadarmaSettings } from '../../../adapters/pbx/zadarma/settings.ts';
import { openZadarmaStub, type ZadarmaStubRow } from '../../../adapters/pbx/zadarma/stub.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { ACCOUNT } from '../pbx-api-asking.ts';
import type { PbxApiSubject } from '../pbx-api-subject.ts';
import { inboundRequest } from '../pbx-subject.ts';

const settings = { apiSecret: 'a1b2c3d4e5f60718', apiKey: '6e1b7f3a9d2c4e5f' };

/** Times are those of the account's zone, Moscow. */
function row(id: string, start: string, more: Partial<ZadarmaStubRow>): ZadarmaStubRow {
  return {
    call_id: '1776517648.11580',
    sip: '79000000102',
    callstart: `2026-03-02 ${start}`,
    clid: '79000000102',
    destination: 74950000101,
    disposition: 'answered',
    seconds: 0,
    is_recorded: false,
    pbx_call_id: id,
    ...more,
  };
}

// So many calls before the window that the first call of it stands on both pages.
const earlier = Array.from({ length: 999 }, (_, at) => row(`in_earlier_${at}`, '10:30:00', { seconds: 3 }));

const rows: ZadarmaStubRow[] = [
  ...earlier,
  row('in_answered', '11:15:00', { clid: 'Patient <+79000000102>', seconds: 62 }),
  row('in_answered', '11:15:02', { destination: 101, disposition: 'no answer' }),
  row('in_answered', '11:15:02', { destination: '102', seconds: 60, is_recorded: 'true' }),
  row('in_missed', '11:20:00', { clid: '79000000103', sip: '79000000103', disposition: 'no answer', seconds: 27 }),
  row('in_missed', '11:20:01', { clid: '79000000103', sip: '79000000103', destination: 101, disposition: 'no answer' }),
  row('in_menu', '11:25:00', { clid: '79000000104', sip: '79000000104', seconds: 9 }),
  row('out_answered', '11:30:00', {
    call_id: '1439981389.2702773',
    sip: 101,
    clid: 'Reception (101)',
    destination: 79000000105,
    seconds: 41,
    is_recorded: true,
  }),
  row('out_unanswered', '11:40:00', {
    sip: '101',
    clid: 'Reception (101)',
    destination: '79000000105',
    disposition: 'cancel',
  }),
];

function told(event: string, fields: Record<string, string>): CallEvent[] {
  const body = new URLSearchParams({ event, ...fields }).toString();
  return zadarma.parse(inboundRequest({ body }), { account: ACCOUNT, settings: zadarmaSettings.parse(settings) });
}

function incoming(id: string, start: string, caller: string): Record<string, string> {
  return { pbx_call_id: id, call_start: `2026-03-02 ${start}`, caller_id: caller, called_did: '74950000101' };
}

const answered = incoming('in_answered', '11:15:00', '+79000000102');
const missed = incoming('in_missed', '11:20:00', '+79000000103');
const menu = incoming('in_menu', '11:25:00', '+79000000104');
const at = (time: string): Date => new Date(`2026-03-02T${time}+03:00`);
/** The end tells the start once more, so its two events came at one moment. */
const reached = (...times: string[]): Date[] => times.map(at);
const talk = { kind: 'talk', providerCallId: 'in_answered' } as const;

export const zadarmaSubject: PbxApiSubject = {
  settings,
  elsewhere: { ...settings, apiUrl: 'https://pbx.clinic.example/zadarma' },
  now: at('12:00:00'),
  open: (given, behaviour) =>
    openZadarmaStub(given as ZadarmaSettings, behaviour, {
      rows,
      recordings: ['1776517648.11580'],
      extensions: { '101': 'Reception', '102': 'Doctor' },
      now: at('12:00:00'),
    }),
  window: { from: at('11:00:00'), to: at('11:45:00') },
  calls: [
    {
      id: 'in_answered',
      startedAt: at('11:15:00'),
      live: [
        ...told('NOTIFY_START', answered),
        ...told('NOTIFY_INTERNAL', { ...answered, internal: '101' }),
        ...told('NOTIFY_INTERNAL', { ...answered, internal: '102' }),
        ...told('NOTIFY_ANSWER', { ...answered, destination: '102', internal: '102' }),
        ...told('NOTIFY_END', {
          ...answered,
          internal: '102',
          duration: '60',
          disposition: 'answered',
          is_recorded: '1',
          call_id_with_rec: '1776517648.11580',
        }),
      ],
      reachedAt: reached('11:15:00', '11:15:02', '11:15:02', '11:15:10', '11:16:10', '11:16:10'),
    },
    {
      id: 'in_missed',
      startedAt: at('11:20:00'),
      live: [
        ...told('NOTIFY_START', missed),
        ...told('NOTIFY_INTERNAL', { ...missed, internal: '101' }),
        ...told('NOTIFY_END', { ...missed, duration: '0', disposition: 'no answer', is_recorded: '0' }),
      ],
      reachedAt: reached('11:20:00', '11:20:01', '11:20:27', '11:20:27'),
    },
    {
      id: 'in_menu',
      startedAt: at('11:25:00'),
      live: [
        ...told('NOTIFY_START', menu),
        ...told('NOTIFY_END', { ...menu, duration: '9', disposition: 'answered', is_recorded: '0' }),
      ],
      reachedAt: reached('11:25:00', '11:25:09', '11:25:09'),
    },
    // The statistics do not tell which number a call of ours showed; the notifications do.
    { id: 'out_answered', startedAt: at('11:30:00'), live: null },
    { id: 'out_unanswered', startedAt: at('11:40:00'), live: null },
  ],
  asks: {
    unknownCall: 'in_unknown',
    recordings: [
      { wanted: { ...talk, ref: '1776517648.11580' }, answer: 'http' },
      { wanted: { ...talk, ref: '1776517648.1158' }, answer: 'not-yet' },
    ],
    dial: { extension: '101', employeeRef: null, phone: '+79000000106', line: null, requestId: 'request-1' },
  },
};
