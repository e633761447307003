import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { askOpenDental } from './ask-open-dental.ts';
import { lookUpVisit, writeVisit } from './new-visit.ts';
import { lookUpOutcome, writeOutcome } from './outcomes.ts';
import { people } from './people.ts';
import { patientsReply } from './replies.ts';
import { openDentalSettings, type OpenDentalSettings } from './settings.ts';
import { listVisits } from './visits.ts';
import { lookUpCall, writeCall } from './write-call.ts';

export const openDental = defineMisAdapter<OpenDentalSettings>({
  id: 'opendental',
  name: 'Open Dental',
  settings: openDentalSettings,
  capabilities: [],
  people,
  api: {
    can,
    wants: (settings) => wantsOf(settings, can(settings)),
    target: ({ url, trusted }) => ({ url, trusted }),
    // Half of what the key allows: patients and appointments are read beside it.
    rate: ({ secondsPerRequest: seconds }) => (seconds === 0 ? null : { perSecond: 0.5 / seconds, burst: 1 }),
    writeCall,
    lookUpCall,
    writeOutcome,
    lookUpOutcome,
    listVisits,
    writeVisit,
    lookUpVisit,
    selfTest: async (context) => {
      const query = { Limit: '1' };
      await askOpenDental(context, { what: 'patients', path: 'patients/Simple', query, schema: patientsReply });
    },
  },
});

function can({ corrections, operatories }: OpenDentalSettings): MisApiCan {
  return {
    findPeople: 'by-directory',
    calls: {
      afterDoubt: 'look-up',
      update: corrections,
      needsPerson: true,
      unresolved: 'skip',
      unknownCallers: 'skip',
    },
    recordings: 'with-call',
    tickets: false,
    outcomes: { afterDoubt: 'look-up', update: corrections },
    visits: 'changes',
    visitAnswers: false,
    newVisits: Object.keys(operatories).length === 0 ? false : { afterDoubt: 'look-up' },
    clickToCall: false,
    ringing: false,
  };
}
