export type {
  Branch,
  CallSettings,
  Configuration,
  Line,
  MisAccountConfiguration,
  PbxAccount,
  PopSettings,
  RetentionSettings,
  Seat,
} from './configuration.ts';
export { configurationJsonSchema } from './configuration-json-schema.ts';
export { generateConfigurationReference } from './configuration-reference.ts';
export { EnvironmentProblem, readEnvironment, type Environment, type LogLevel, type Role } from './environment.ts';
export { formatProblems, type Problem } from './problem.ts';
export type { ProviderSchemas } from './provider-schemas.ts';
export { readConfiguration, type ConfigurationResult, type ReadConfigurationOptions } from './read-configuration.ts';
export { printableConfiguration } from './secrets.ts';
export { secretsIn } from './secrets-in.ts';
