export type { CrowdedNumber, DirectoryEntry, DirectoryPerson, DirectoryVisit, VisitState } from './directory-entry.ts';
export { visitStates } from './directory-entry.ts';
export { bookedAfter, type LaterVisit } from './booked-after.ts';
export { isTarget } from './classify-caller.ts';
export { ruleVersion, type Booking, type Evidence } from './evidence.ts';
export { identifyCaller, recompute, type IdentifyInput } from './identify-caller.ts';
export { callerReasons, rankReasons, type CallerReason, type RankReason } from './reasons.ts';
export { splitPhones, type SplitPhones, type WrittenPhone } from './split-phones.ts';
export { createPeopleApi, type PeopleApiOptions } from './people-api.ts';
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
  visitsFreshMs,
  type DataFacts,
  type DataLevel,
  type DataLevelView,
} from './data-level.ts';
export { createDataLevelApi } from './data-level-api.ts';
export { readDataLevel } from './data-level-store.ts';
export { localDay } from './local-day.ts';
export { findPeople, type AskedNumber } from './people-store.ts';
export { peopleFields, type PeopleField } from './import/columns.ts';
export { readInstant, readMinutes, readTimeOfDay } from './import/dates.ts';
export type { HeaderRules } from './import/find-header.ts';
export { importTransaction, lookUpByIndex } from './import/import-transaction.ts';
export { openTable } from './import/open-table.ts';
export { RowReader } from './import/row-reader.ts';
export { wholeNumber } from './import/whole-number.ts';
export { openDoubtFile } from './import/doubt-file.ts';
export { maskValue } from './import/mask-value.ts';
export type { ImportSource, Table, TableRow } from './import/table.ts';
export { importPeople, type ImportPeople } from './import/import-people.ts';
export { importedPeople } from './import/people-kinds.ts';
export { ImportRefused } from './import/import-refused.ts';
export { addDoubts, emptyReport, type Doubt, type ImportReport } from './import/import-report.ts';
export { openSql, type SourcePorts } from './sources/open-source.ts';
export { readSources, type SourceView } from './sources/read-sources.ts';
export { refreshSource } from './sources/refresh-source.ts';
export { runRefresh, type Progress, type Refreshed } from './sources/run-refresh.ts';
export { startRefreshes } from './sources/start-refreshes.ts';
export { refreshStateOf, refreshStateSchema, type RefreshStateView } from './sources/refresh-state.ts';
export { sourceStore, type RefreshReport } from './sources/source-store.ts';
export { createSourcesApi, sourcesSchema } from './sources/sources-api.ts';
export { startSources } from './sources/start-sources.ts';
export { startUploads, type Uploads } from './uploads/start-uploads.ts';
export { addNobody, erasedAmong, forgetPeople, forgetUploads } from './forget-people.ts';
export { peopleOperations } from './people-operations.ts';
