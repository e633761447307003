import { readFileSync } from 'node:fs';
import type { Configuration } from './configuration.ts';
import type { ProviderSchemas } from './provider-schemas.ts';
import { parseConfiguration } from './read-configuration.ts';
import { isTimeZone } from './time-zones.ts';
import { parseYamlSource } from './yaml-source.ts';

/** True where there is no file yet, or one that says nothing: Trubka is to be set up from the browser. */
export function isUnconfigured(path: string): boolean {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
  const { data, problems } = parseYamlSource(text);
  return problems.length === 0 && (data === undefined || data === null);
}

/** What Trubka runs with until somebody set it up: one branch without lines, no accounts. */
export function startingConfiguration({
  path,
  providers,
}: {
  path: string;
  providers: ProviderSchemas;
}): Configuration {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // A server's clock mostly says UTC, where no clinic is.
  const zone = own !== 'UTC' && isTimeZone(own) ? own : 'Europe/Moscow';
  const text = `clinic: { name: Трубка }\nbranches: [{ id: main, name: Клиника, zone: ${zone} }]\n`;
  const result = parseConfiguration({ text, path, providers, environment: {} });
  if (!result.ok) throw new Error('the starting configuration has mistakes');
  return result.configuration;
}
