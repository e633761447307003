export type { CrowdedNumber, DirectoryEntry, DirectoryPerson, DirectoryVisit, VisitState } from './directory-entry.ts';
export { visitStates } from './directory-entry.ts';
export { bookedAfter, type LaterVisit } from './booked-after.ts';
export { isTarget } from './classify-caller.ts';
export { ruleVersion, type Booking, type Evidence } from './evidence.ts';
export { identifyCaller, recompute, type IdentifyInput } from './identify-caller.ts';
export { callerReasons, rankReasons, type CallerReason, type RankReason } from './reasons.ts';
export { splitPhones, type SplitPhones, type WrittenPhone } from './split-phones.ts';
export { createPeopleApi, peopleQuerySchema, peopleSchema, type PeopleApiOptions } from './people-api.ts';
export {
  addNumber,
  listSpam,
  rememberPerson,
  removeNumber,
  restoreDirectory,
  type DirectoryBefore,
} from './change-directory.ts';
export { personBodySchema, putPerson, type PersonBody, type Put } from './put-person.ts';
export { foundPersonSchema, searchPeople, type FoundPerson } from './search-people.ts';
export {
  dataLevelOf,
  dataLevels,
  dataLevelSchema,
  type DataFacts,
  type DataLevel,
  type DataLevelView,
} from './data-level.ts';
export { createDataLevelApi } from './data-level-api.ts';
export { readDataLevel } from './data-level-store.ts';
export { localDay } from './local-day.ts';
export { findPeople, type AskedNumber } from './people-store.ts';
export { peopleFields, visitFields, type PeopleField, type VisitField } from './import/columns.ts';
export { openDoubtFile } from './import/doubt-file.ts';
export { maskValue } from './import/mask-value.ts';
export type { ImportSource } from './import/table.ts';
export { importPeople, type ImportPeople } from './import/import-people.ts';
export { ImportRefused } from './import/import-refused.ts';
export type { Doubt, ImportReport } from './import/import-report.ts';
export { importVisits, type ImportVisits } from './import/import-visits.ts';
export type { SourcePorts } from './sources/open-source.ts';
export { readSources, type SourceView } from './sources/read-sources.ts';
export { refreshSource, type Refreshed } from './sources/refresh-source.ts';
export { createSourcesApi, sourcesSchema } from './sources/sources-api.ts';
export { startSources } from './sources/start-sources.ts';
