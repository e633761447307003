import type { PbxApi } from '../../../src/contracts/pbx-api.ts';
import { dial, hangUp } from './command-call.ts';
import { employees } from './employees.ts';
import { call, history } from './history.ts';
import { ongoing } from './ongoing.ts';
import { recording } from './recording.ts';
import { selfTest } from './self-test.ts';
import type { UisSettings } from './settings.ts';
import { trace } from './trace.ts';
import { writeTags } from './write-tags.ts';

/** Data API v2.0 and Call API v4.0. */
export const api: PbxApi<UisSettings> = {
  isConfigured: (settings) => settings.api !== undefined,
  history,
  ongoing,
  call,
  recording,
  dial,
  hangUp,
  writeTags,
  employees,
  trace,
  selfTest,
};
