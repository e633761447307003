import { misAdapters } from '../../../adapters/mis/index.ts';
import { printableConfiguration } from '../../../src/platform/configuration/index.ts';
import { parseConfiguration } from '../../../src/platform/configuration/read-configuration.ts';
import { webhookSecret } from '../../support/webhook-account.ts';

function parse(settings: string) {
  return parseConfiguration({
    text: `clinic: { name: Ромашка }
branches: [{ id: center, name: Центр, zone: Europe/Moscow }]
accounts:
  mis:
    - id: crm
      provider: webhooks
      url: https://crm.example.com/hook
${settings}
`,
    path: 'trubka.yaml',
    providers: {
      pbx: new Map(),
      mis: new Map(misAdapters.map(({ id, settings: schema }) => [id, schema])),
      sms: new Map(),
    },
    environment: {
      SECRET: webhookSecret,
      OLD: `whsec_${Buffer.alloc(24, 3).toString('base64')}`,
      KEY: 'a key of theirs',
    },
  });
}

function read(settings: string) {
  const result = parse(settings);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

it('one secret needs no brackets, two are for the time of a change', () => {
  const secretOf = (settings: string) =>
    (read(settings).configuration.mis.get('crm')!.settings as { secret: string[] }).secret;
  expect(secretOf('      secret: ${env:SECRET}')).toEqual([webhookSecret]);
  expect(secretOf('      secret: ["${env:SECRET}", "${env:OLD}"]')).toHaveLength(2);
});

it('secrets and headers are never printed', () => {
  const { configuration, secrets, warnings } = read(
    '      secret: ${env:SECRET}\n      headers: { X-Api: "${env:KEY}", X-Plain: written-out }',
  );
  const printed = JSON.stringify(printableConfiguration(configuration, secrets));
  for (const secret of [webhookSecret, 'a key of theirs', 'written-out']) expect(printed).not.toContain(secret);
  expect(warnings.map(({ key }) => key)).toEqual(['accounts.mis[0].headers.X-Plain']);
});

it('a branch that does not exist is a mistake: its calls would be told to nobody', () => {
  expect(read('      secret: ${env:SECRET}\n      branches: [center]').ok).toBe(true);
  const result = parse('      secret: ${env:SECRET}\n      branches: [centre]');
  expect(result.ok ? [] : result.problems).toMatchObject([
    { key: 'accounts.mis[0].branches[0]', line: 9, message: '"centre" is not the id of a branch.' },
  ]);
});
