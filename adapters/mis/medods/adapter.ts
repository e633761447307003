import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { listMedods } from './ask-medods.ts';
import { findPeople, people } from './clients.ts';
import { medodsSettings, type MedodsSettings } from './settings.ts';
import { listVisits } from './visits.ts';

const can: MisApiCan = {
  ...{ findPeople: 'by-phone', calls: false, recordings: false, tickets: false, visits: 'changes' },
  ...{ outcomes: false, visitAnswers: false, newVisits: false, clickToCall: false, ringing: false },
};

export const medods = defineMisAdapter<MedodsSettings>({
  id: 'medods',
  name: 'MEDODS',
  settings: medodsSettings,
  capabilities: [],
  people,
  api: {
    can: () => can,
    wants: (settings) => wantsOf(settings, can),
    target: ({ url, trusted }) => ({ url, trusted }),
    findPeople,
    listVisits,
    selfTest: async (context) => {
      await listMedods(context, { what: 'clients', path: 'clients', limit: 1 });
    },
  },
});
