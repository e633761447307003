import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { loadConfiguration, openTheDatabase } from '../../src/commands/setting.ts';
import { soundFile } from '../platform/configuration/planted-mistakes.ts';

const folder = mkdtempSync(join(tmpdir(), 'trubka-setting-'));
const path = join(folder, 'trubka.yaml');
const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
afterAll(() => {
  written.mockRestore();
  rmSync(folder, { recursive: true });
});

it('a secret that stands in the file is warned of where it is asked for, not with each command', () => {
  writeFileSync(
    path,
    soundFile
      .replace(/accounts:[\s\S]*?(?=\n\S|$)/, 'accounts: { pbx: [{ id: uis, provider: uis, secret: written-here }] }')
      .replace(/account: .*/g, ''),
  );
  loadConfiguration(path);
  expect(written).not.toHaveBeenCalled();
  loadConfiguration(path, { warn: true });
  expect(written).toHaveBeenCalledTimes(1);
  expect(String(written.mock.calls[0]?.[0])).toMatch(/accounts\.pbx\[0\]\.secret/);
});

it.each([
  ['postgres://trubka@127.0.0.1:1/trubka', /nothing listens at its host and port.*correct/i],
  ['postgres://trubka@nowhere.invalid/trubka', /Correct the host/],
])('%s: what to change in DATABASE_URL is said', async (databaseUrl, told) => {
  await expect(openTheDatabase({ databaseUrl, dataFolder: folder }, { beside: false })).rejects.toThrow(told);
});
