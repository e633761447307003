export type {
  AnswerSettings,
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
export type { RecordingPlace, RecordingSettings, S3Settings } from './recording-settings.ts';
export { configurationJsonSchema } from './configuration-json-schema.ts';
export { generateConfigurationReference } from './configuration-reference.ts';
export { EnvironmentProblem, readEnvironment, type Environment, type LogLevel, type Role } from './environment.ts';
export type { DirectorySettings, DirectorySource } from './directory-schema.ts';
export { formatProblems, type Problem } from './problem.ts';
export type { ProviderSchemas } from './provider-schemas.ts';
export { readConfiguration, type ConfigurationResult, type ReadConfigurationOptions } from './read-configuration.ts';
export { printableConfiguration } from './secrets.ts';
export { maskSecrets } from './mask-secrets.ts';
export { secretsIn } from './secrets-in.ts';
export { campaignAt, type Campaign } from './campaigns.ts';
export { matchesNumber, type NumberPatterns } from './number-patterns.ts';
export { localMoment, nextOpening, openingAt, type LocalMoment, type Opening, type OpeningTimes } from './opening.ts';
export type {
  AnswerAction,
  CallerConditions,
  CallResult,
  PopAction,
  Rule,
  RuleActions,
  RuleConditions,
  TaskAction,
} from './rule-settings.ts';
export { callResults } from './rule-settings.ts';
export { isOpen, readWorkingHours, type WorkingHours } from './working-hours.ts';
