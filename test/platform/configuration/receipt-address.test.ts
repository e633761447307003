import { providerSchemas } from '../../../src/compose-commands.ts';
import { receiptAddressOf } from '../../../src/platform/configuration/receipt-address.ts';
import { parseConfiguration } from '../../../src/platform/configuration/read-configuration.ts';

const problems = (account: string, messages: string) => {
  const result = parseConfiguration({
    text: `clinic: { name: Ромашка }
branches: [{ id: center, name: Центр, zone: Europe/Moscow }]
accounts: { sms: [{ id: sms, ${account} }] }
messages: { ${messages} }
`,
    ...{ path: 'trubka.yaml', providers: providerSchemas },
    environment: { KEY: 'a-long-enough-key', TOKEN: 'f'.repeat(32) },
  });
  return result.ok ? [] : result.problems.map(({ key, message, remedy }) => [key, `${message} ${remedy}`]);
};
const secret = 'receiptSecret: "${env:TOKEN}"';
const smsaero = 'provider: smsaero, email: a@clinic.example, apiKey: "${env:KEY}"';
const smsru = 'provider: smsru, apiId: "${env:KEY}"';

it.each([
  ['no address', `${smsaero}, ${secret}`, '', 1],
  ['an address of its own', `${smsaero}, ${secret}`, 'receiptAddress: "https://sms.clinic.example"', 0],
  ['that of the links', `${smsaero}, ${secret}`, 'linkAddress: "https://r.clinic.example"', 0],
  ['no receipts wanted', smsaero, '', 0],
  ['entered in the cabinet', `${smsru}, ${secret}`, '', 0],
])('receipts with %s', (_, account, messages, count) => {
  const found = problems(account, messages);
  expect(found).toHaveLength(count);
  for (const [key, told] of found) {
    expect(key).toBe('accounts.sms[0].receiptSecret');
    expect(told).toMatch(/sms wants receipts.*messages\.receiptAddress/);
  }
});

it('an address that is not https is refused', () => {
  expect(problems(smsru, 'receiptAddress: "http://sms.clinic.example"')).toEqual([
    ['messages.receiptAddress', expect.stringContaining('https')],
  ]);
});

it('receipts have their own address, else that of the links', () => {
  const linkAddress = 'https://r.clinic.example/';
  expect(receiptAddressOf({ linkAddress, receiptAddress: 'https://sms.clinic.example/' })).toBe(
    'https://sms.clinic.example',
  );
  expect(receiptAddressOf({ linkAddress })).toBe('https://r.clinic.example');
  expect(receiptAddressOf(undefined)).toBeNull();
});
