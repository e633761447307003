import { createSetup } from './setup.ts';
import { createSetupApi } from './setup-api.ts';
import type { SetupPort } from './setup-port.ts';

/** The configuration file by forms; nothing where the product does not come from a file. */
export function startSetup({
  port,
  language,
  ...options
}: Omit<Parameters<typeof createSetup>[0], 'port'> & {
  port: SetupPort | undefined;
  language(): 'ru' | 'en';
}): ReturnType<typeof createSetupApi>[] {
  if (port === undefined) return [];
  return [createSetupApi({ setup: createSetup({ ...options, port }), port, language })];
}
