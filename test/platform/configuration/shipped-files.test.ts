import { readFileSync } from 'node:fs';
import { misAdapters } from '../../../adapters/mis/index.ts';
import { pbxAdapters } from '../../../adapters/pbx/index.ts';
import { smsAdapters } from '../../../adapters/sms/index.ts';
import {
  formatProblems,
  generateConfigurationReference,
  readConfiguration,
  type ProviderSchemas,
} from '../../../src/platform/configuration/index.ts';
import { testConfiguration } from '../../support/configuration.ts';

const providers: ProviderSchemas = {
  pbx: new Map(pbxAdapters.map(({ id, settings }) => [id, settings])),
  mis: new Map(misAdapters.map(({ id, settings }) => [id, settings])),
  sms: new Map(smsAdapters.map(({ id, settings }) => [id, settings])),
};

describe('files that are shipped', () => {
  it('config/trubka.example.yaml is valid once its secrets are set', () => {
    const environment = { UIS_SECRET: 'long-enough', IDENT_KEY: 'long-enough' };
    const result = readConfiguration({ path: 'config/trubka.example.yaml', providers, environment });
    if (!result.ok) throw new Error(formatProblems(result.problems));
    expect(result.warnings).toEqual([]);
  });

  it('config/trubka.example.yaml asks for its secrets by name', () => {
    const result = readConfiguration({ path: 'config/trubka.example.yaml', providers, environment: {} });
    expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
      'The environment variable UIS_SECRET is not set.',
      'The environment variable IDENT_KEY is not set.',
    ]);
  });

  it('config/demo/trubka.yaml is the clinic that tests are written for', () => {
    const result = readConfiguration({ path: 'config/demo/trubka.yaml', providers, environment: {} });
    if (!result.ok) throw new Error(formatProblems(result.problems));
    const { pbx, mis, ...clinic } = testConfiguration();
    expect(result.configuration).toMatchObject(clinic);
    expect(result.configuration.pbx.get('uis')).toMatchObject({ provider: 'uis', settings: { secret: 'demo' } });
    expect(result.configuration.pbx.get('uis')).toEqual(pbx.get('uis'));
    expect(result.configuration.mis.get('ident')?.settings).toMatchObject(mis.get('ident')?.settings as object);
  });

  it('docs/configuration.md is what generateConfigurationReference answers', () => {
    expect(readFileSync('docs/configuration.md', 'utf8')).toBe(generateConfigurationReference());
  });
});
