import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { smsAdapters } from '../../../adapters/sms/index.ts';

const shared = ['id', 'provider', 'allowFrom', 'sender', 'receiptSecret', 'minimumBalance'];
const samples: Readonly<Record<string, string>> = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` };

describe.each(smsAdapters.map((adapter) => [adapter.id, adapter] as const))('README of %s', (id, adapter) => {
  it('shows an account that is valid', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../adapters/sms', id, 'README.md'), 'utf8');
    const [, example = ''] = /```yaml\n(\s*accounts:[\s\S]*?)```/.exec(text) ?? [];
    const filled = example.replace(/\$\{env:(\w+)\}/g, (_all, name: string) => samples[name] ?? 'a-sample-of-a-secret');
    const { accounts } = parse(filled) as { accounts: { sms: Record<string, unknown>[] } };
    const [account = {}] = accounts.sms;
    expect(account['provider']).toBe(id);
    const own = Object.fromEntries(Object.entries(account).filter(([name]) => !shared.includes(name)));
    expect(adapter.settings.safeParse(own)).toMatchObject({ success: true });
  });

  it('its settings have a JSON schema', () => {
    expect(z.toJSONSchema(adapter.settings, { io: 'input' })).toMatchObject({ type: 'object' });
  });
});
