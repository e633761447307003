import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openAmiStub } from '../../../adapters/pbx/asterisk/stub.ts';
import type { AsteriskSettings } from '../../../adapters/pbx/asterisk/settings.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { pbxFolder } from '../pbx-subject.ts';
import type { KnownCall, PbxApiSubject } from '../pbx-api-subject.ts';

/** Of the same run of a real Asterisk as the conversations in `fixtures/`. */
const cdr = resolve(import.meta.dirname, '../../adapters/pbx/asterisk-cdr.csv');
const recordings = join(tmpdir(), 'trubka-asterisk-recordings');
const RECORDED = '2026/11/22/in-79000000104-20261122-004948-1795308588.0.wav';

const folder = new URL('asterisk/fixtures/', pbxFolder);
// A copy of our own: an array of Node's is not equal to one of ours.
const calls = [...readdirSync(folder)]
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { events: CallEvent[] })
  .map(({ events }): KnownCall => {
    const id = events[0]!.providerCallId;
    return { id, startedAt: startOf(id), live: events };
  });

/** Call records have whole seconds. */
function startOf(id: string): Date {
  const starts = readFileSync(cdr, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"${id}","`))
    .map((line) => line.slice(1, 20));
  return new Date(`${starts.sort()[0]!.replace(' ', 'T')}Z`);
}

const port = 20_000 + Math.floor(Math.random() * 20_000);
const channel = {
  Channel: 'PJSIP/mts-0000004a',
  ChannelState: '6',
  CallerIDNum: '79000000104',
  ConnectedLineNum: '101',
  Context: 'ext-local',
  Exten: '101',
  Uniqueid: '1795309000.90',
  Linkedid: '1795309000.90',
  Application: 'Dial',
  Duration: '00:00:12',
  BridgeId: 'b1',
};
const telephone = { ...channel, Channel: 'PJSIP/101-0000004b', CallerIDNum: '101', Uniqueid: '1795309001.91' };

const settings = {
  host: '127.0.0.1',
  port,
  user: 'trubka',
  secret: 'k7Qm-2vX9-secret',
  zone: 'UTC',
  cdr: { file: cdr },
  recordings: { folder: recordings },
};

/** Asterisk. It is asked over AMI and reads files; nothing goes over HTTP but recordings. */
export const asteriskSubject: PbxApiSubject = {
  settings,
  elsewhere: { ...settings, port: port + 1, recordings: { url: 'https://pbx.proxy.example/monitor' } },
  now: new Date('2026-11-22T01:10:00Z'),
  open(account, behaviour) {
    mkdirSync(join(recordings, '2026/11/22'), { recursive: true });
    writeFileSync(join(recordings, RECORDED), 'RIFF');
    return openAmiStub(account as AsteriskSettings, behaviour, { channels: [channel, telephone] });
  },
  window: { from: new Date('2026-11-22T00:49:00Z'), to: new Date('2026-11-22T00:53:00Z') },
  calls,
  asks: {
    unknownCall: '1700000000.1',
    recordings: [
      { wanted: { ref: RECORDED, kind: 'talk', providerCallId: '1795308588.0' }, answer: 'file' },
      {
        wanted: { ref: '2026/11/22/*-1795308588.0.wav', kind: 'talk', providerCallId: '1795308588.0' },
        answer: 'file',
      },
      { wanted: { ref: '2026/11/22/later.wav', kind: 'talk', providerCallId: '1795308588.0' }, answer: 'not-yet' },
      { wanted: { ref: '../../etc/passwd', kind: 'talk', providerCallId: '1795308588.0' }, answer: 'never' },
    ],
    dial: { extension: '101', employeeRef: null, phone: '+79000000104', line: null, requestId: 'r-1' },
    hangUp: '1795309000.90',
  },
};
