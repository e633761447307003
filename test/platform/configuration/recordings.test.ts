import { pbxAdapters } from '../../../adapters/pbx/index.ts';
import { printableConfiguration } from '../../../src/platform/configuration/index.ts';
import { parseConfiguration } from '../../../src/platform/configuration/read-configuration.ts';

const key = Buffer.alloc(32, 9).toString('base64');

function parse(recordings: string, ofAccount = '') {
  return parseConfiguration({
    text: `clinic: { name: Ромашка }
branches: [{ id: center, name: Центр, zone: Europe/Moscow }]
accounts:
  pbx:
    - id: uis
      provider: uis
      secret: \${env:SECRET}
      zone: Europe/Moscow
${ofAccount}
${recordings}
`,
    path: 'trubka.yaml',
    providers: { pbx: new Map(pbxAdapters.map(({ id, settings }) => [id, settings])), mis: new Map(), sms: new Map() },
    environment: { SECRET: 'long-enough-secret', KEY: key },
  });
}

function read(recordings: string, ofAccount?: string) {
  const result = parse(recordings, ofAccount);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

describe('recordings in the configuration', () => {
  it('stay at the PBX while nobody chose otherwise', () => {
    const { recordings, pbx } = read('').configuration;
    expect(recordings).toMatchObject({ place: { keep: 'at-pbx' }, listen: ['senior', 'manager'], storage: 'disk' });
    expect(pbx.get('uis')?.recordings).toBeUndefined();
  });

  it('are copied for a term, for the clinic or for one account', () => {
    expect(read('recordings: { keep: copy, days: 90 }').configuration.recordings.place).toEqual({
      keep: 'copy',
      days: 90,
    });
    const one = read('recordings: { keep: copy, days: 90 }', '      recordings: { keep: at-pbx }').configuration;
    expect(one.pbx.get('uis')?.recordings).toEqual({ keep: 'at-pbx' });
  });

  it.each([
    ['a copy without a term', 'recordings: { keep: copy }', '', 'recordings.keep', 'days: 90'],
    [
      'an account’s copy without a term',
      '',
      '      recordings: { keep: copy }',
      'accounts.pbx[0].recordings.keep',
      'days: 90',
    ],
    ['S3 that is not described', 'recordings: { storage: s3 }', '', 'recordings.storage', 'recordings.s3'],
    ['a key that is none', 'recordings: { key: hunter2 }', '', 'recordings.key', 'openssl rand -base64 32'],
    ['an unknown role', 'recordings: { listen: [everybody] }', '', 'recordings.listen[0]', 'manager'],
  ])('%s is refused with its remedy', (_what, recordings, ofAccount, at, remedy) => {
    const result = parse(recordings, ofAccount);
    const problem = result.ok ? undefined : result.problems.find((one) => one.key === at);
    expect(`${problem?.message} ${problem?.remedy}`).toContain(remedy);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('keys are secrets: warned of in the file, shown nowhere', () => {
    expect(read('recordings: { key: "${env:KEY}" }').warnings).toEqual([]);
    const s3 = 's3: { endpoint: "https://s3.example", bucket: b, accessKey: AKID1234, secretKey: hush-hush-hush }';
    const { configuration, warnings, secrets } = read(`recordings: { key: "${key}", formerKeys: ["${key}"], ${s3} }`);
    expect(warnings.map((warning) => warning.key).sort()).toEqual([
      'recordings.formerKeys[0]',
      'recordings.key',
      'recordings.s3.accessKey',
      'recordings.s3.secretKey',
    ]);
    const shown = JSON.stringify(printableConfiguration(configuration, secrets));
    for (const secret of [key, 'hush-hush-hush', 'AKID1234']) expect(shown).not.toContain(secret);
  });
});
