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
  SmsAccount,
} from './configuration.ts';
export type { RecordingPlace, RecordingSettings, S3Settings } from './recording-settings.ts';
export { configurationJsonSchema, ruleSectionsJsonSchema } from './configuration-json-schema.ts';
export { generateConfigurationReference } from './configuration-reference.ts';
export {
  EnvironmentProblem,
  readEnvironment,
  roles,
  type Environment,
  type LogLevel,
  type Role,
} from './environment.ts';
export type { AppointmentSettings, VisitSource } from './appointments-schema.ts';
export type { DirectorySettings, DirectorySource } from './directory-schema.ts';
export { formatProblems, type Problem } from './problem.ts';
export type { ProviderSchemas } from './provider-schemas.ts';
export { openRulesFile, fingerprintOf, type RulesFile, type SavedRules } from './rules-file.ts';
export { ruleSections, splitRuleSections } from './rule-sections.ts';
export {
  problemsOfText,
  readConfiguration,
  type ConfigurationResult,
  type ReadConfigurationOptions,
} from './read-configuration.ts';
export { describeSettings, type DescribedSettings, type SettingField } from './describe-settings.ts';
export { isSecretKey } from './schema-walk.ts';
export { isUnconfigured, startingConfiguration } from './starting-configuration.ts';
export { censor, printableConfiguration } from './secrets.ts';
export { maskSecrets } from './mask-secrets.ts';
export { secretsIn } from './secrets-in.ts';
export { signInSettings, type ServerSettings, type SignInSettings } from './server-schema.ts';
export { reportsSchema, type ReportSettings } from './reports-schema.ts';
export {
  messagesSchema,
  sharedVariables,
  type MessageSettings,
  type MessageTemplate,
  type ReminderPolicy,
} from './messages-schema.ts';
export { messageVariables, privateVariables, renderText, variablesOf, type MessageVariable } from './message-text.ts';
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
  RulePriority,
  TaskAction,
  TaskType,
} from './rule-settings.ts';
export { callResults, rulePriorities, taskTypes } from './rule-settings.ts';
export {
  builtInTaskTypes,
  taskSettings,
  type BuiltInTaskType,
  type MissedKind,
  type OwnTaskType,
  type TaskSettings,
} from './tasks-schema.ts';
export { addWorkingMinutes, workingSeconds } from './working-time.ts';
export { isOpen, readWorkingHours, type WorkingHours } from './working-hours.ts';
export { receiptAddressOf } from './receipt-address.ts';
