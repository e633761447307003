export { readConfigurationFile } from './configuration-file.ts';
export { startSetup } from './start-setup.ts';
export { setupOperations } from './setup-operations.ts';
export type { SetupPort } from './setup-port.ts';
