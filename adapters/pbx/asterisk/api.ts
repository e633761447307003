import type { PbxApi } from '../../../src/contracts/pbx-api.ts';
import { readCdrCall } from './cdr/read-cdr.ts';
import { dial, hangUp } from './dial.ts';
import { history } from './history.ts';
import { ongoing } from './ongoing.ts';
import { recording } from './recording.ts';
import { selfTest } from './self-test.ts';
import type { AsteriskSettings } from './settings.ts';

export const api: PbxApi<AsteriskSettings> = {
  history: {
    maximumDays: 31,
    // FreePBX never deletes call records by itself.
    keptDays: 3650,
    // It is the clinic's own machine and a file or a table of it.
    everySeconds: 1,
    // A record is written when its channel ends; a call whose first channel has none yet is left out.
    lagSeconds: 5,
    read: history,
  },
  ongoing,
  call: readCdrCall,
  recording,
  dial,
  hangUp,
  selfTest,
};
