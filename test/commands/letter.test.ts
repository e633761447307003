import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { addLetterCommand } from '../../src/commands/letter-command.ts';

const before = { ...process.env };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trubka-letter-'));
});
afterEach(async () => {
  process.env = { ...before };
  await rm(folder, { recursive: true });
});

it('asks nobody for notifications of a PBX that Trubka connects to', async () => {
  const file = join(folder, 'trubka.yaml');
  await writeFile(
    file,
    `clinic: { name: Clinic, country: RU, language: en }
branches: [{ id: center, name: Center, zone: Europe/Moscow, lines: [{ number: +7 495 000-01-01, name: Site }] }]
accounts: { pbx: [{ id: office, provider: asterisk, host: 192.0.2.1, user: trubka, secret: '\${env:AMI_SECRET}' }] }
`,
  );
  Object.assign(process.env, { TRUBKA_CONFIG: file, AMI_SECRET: 'a-long-secret' });
  const program = new Command().exitOverride();
  addLetterCommand(program);
  await expect(
    program.parseAsync(['node', 'trubka', 'letter', 'office', '--url', 'https://t.example']),
  ).rejects.toThrow('Trubka connects to it');
});
