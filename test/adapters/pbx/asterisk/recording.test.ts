import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recording } from '../../../../adapters/pbx/asterisk/recording.ts';
import { recordingRef } from '../../../../adapters/pbx/asterisk/recording-ref.ts';
import { asteriskSettings } from '../../../../adapters/pbx/asterisk/settings.ts';

const base = { host: '127.0.0.1', user: 'trubka', secret: 'k7Qm-2vX9-secret' };
const clock = { now: () => new Date() };
const http = { send: () => Promise.reject(new Error('nothing is asked')), close: () => undefined };

describe('a folder of recordings', () => {
  let folder: string;
  const find = (ref: string) =>
    recording(
      { account: 'office', settings: asteriskSettings.parse({ ...base, recordings: { folder } }), http, clock },
      { ref, kind: 'talk', providerCallId: '1795308588.0' },
    );
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trubka-monitor-'));
    mkdirSync(join(folder, '2026/11/22'), { recursive: true });
    writeFileSync(join(folder, '2026/11/22/in-79000000104-1795308588.0.wav'), 'RIFF');
    writeFileSync(join(folder, 'outside.txt'), 'x');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds a file by its name and by what is in it', async () => {
    const path = join(folder, '2026/11/22/in-79000000104-1795308588.0.wav');
    expect(await find('2026/11/22/in-79000000104-1795308588.0.wav')).toEqual({ kind: 'file', path });
    expect(await find('2026/11/22/*-1795308588.0.wav')).toEqual({ kind: 'file', path });
    expect(await find('2026/11/22/*-1795308588x0.wav')).toMatchObject({ kind: 'not-yet' });
    expect(await find('2026/12/22/*-1795308588.0.wav')).toMatchObject({ kind: 'not-yet' });
  });

  it.each(['../secret', '/etc/passwd', '2026/../../etc/passwd', 'a//b', './a', '..', '', 'a\0b', '2026\\..\\x'])(
    'never leaves it by %j',
    async (ref) => {
      expect(await find(ref)).toMatchObject({ kind: 'never' });
    },
  );

  it('follows no link that leads out of it', async () => {
    symlinkSync('/etc/hostname', join(folder, '2026/11/22/link.wav'));
    symlinkSync('/etc', join(folder, 'elsewhere'));
    expect(await find('2026/11/22/link.wav')).toMatchObject({ kind: 'never' });
    expect((await find('elsewhere/hostname')).kind).not.toBe('file');
  });
});

it('asks a web server for names only, with its own password', async () => {
  const settings = asteriskSettings.parse({
    ...base,
    recordings: { url: 'https://pbx.example.com/monitor/', user: 'trubka', password: 'files-secret' },
  });
  const context = { account: 'office', settings, http, clock };
  const of = (ref: string) => recording(context, { ref, kind: 'talk', providerCallId: '1' });
  expect(await of('2026/11/22/in 1?.wav')).toEqual({
    kind: 'http',
    url: 'https://pbx.example.com/monitor/2026/11/22/in%201%3F.wav',
    headers: { authorization: `Basic ${Buffer.from('trubka:files-secret').toString('base64')}` },
    trusted: true,
  });
  expect(await of('*/x.wav')).toMatchObject({ kind: 'never' });
});

it('names a recording without the number of the caller, by what Asterisk told or by the template', () => {
  const settings = asteriskSettings.parse({ ...base, recordings: { folder: '/mnt/monitor' } });
  const told = { uniqueid: '1795308588.7', linkedid: '1795308588.0', startedAt: new Date('2026-11-21T22:30:00Z') };
  const of = (file: string | null) => recordingRef({ ...told, file }, settings);
  expect(of('/var/spool/asterisk/monitor/2026/11/22/in-79000000104-1795308588.7.wav')).toBe(
    '2026/11/22/*-1795308588.7.wav',
  );
  expect(of('/var/spool/asterisk/monitor/2026/11/22/q-79000000104-1795308588.0.wav')).toBe(
    '2026/11/22/*-1795308588.0.wav',
  );
  expect(of('/var/spool/asterisk/monitor/own-name.wav')).toBe('own-name.wav');
  expect(of('/tmp/elsewhere.wav')).toBeNull();
  // The day of the clinic, not that of UTC.
  expect(of(null)).toBe('2026/11/22/*-1795308588.7.wav');
  expect(recordingRef({ ...told, file: null }, asteriskSettings.parse(base))).toBeNull();
});
