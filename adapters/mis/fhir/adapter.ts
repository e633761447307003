import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { searchFhir } from './ask-fhir.ts';
import { lookUpOutcome, writeOutcome } from './outcomes.ts';
import { findPeople } from './people.ts';
import { fhirSettings, type FhirSettings } from './settings.ts';
import { listVisits } from './visits.ts';
import { writeVisit } from './new-visit.ts';
import { writeCall } from './write-call.ts';

export const fhir = defineMisAdapter<FhirSettings>({
  id: 'fhir',
  name: 'FHIR R4',
  settings: fhirSettings,
  capabilities: [],
  api: {
    can,
    wants: (settings) => wantsOf(settings, can(settings)),
    target: ({ url, trusted }) => ({ url, trusted }),
    findPeople,
    writeCall,
    writeOutcome,
    lookUpOutcome,
    listVisits,
    writeVisit,
    selfTest: async (context) => {
      const query = { _count: '1' };
      for await (const _ of searchFhir(context, { what: 'search of patients', path: 'Patient', query })) return;
    },
  },
});

function can({ unknownCallers }: FhirSettings): MisApiCan {
  return {
    findPeople: 'by-phone',
    calls: {
      ...{ afterDoubt: 'repeat', update: true, needsPerson: unknownCallers === 'skip' },
      ...{ unresolved: unknownCallers, unknownCallers },
    },
    recordings: 'with-call',
    tickets: false,
    outcomes: { afterDoubt: 'look-up', update: true },
    visits: 'changes',
    visitAnswers: false,
    newVisits: { afterDoubt: 'repeat' },
    clickToCall: false,
    ringing: false,
  };
}
