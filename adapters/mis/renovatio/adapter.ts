import { z } from 'zod';
import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { askRenovatio } from './ask-renovatio.ts';
import { findPeople } from './people.ts';
import { renovatioSettings, type RenovatioSettings } from './settings.ts';
import { listVisits, writeVisitAnswer } from './visits.ts';

export const renovatio = defineMisAdapter<RenovatioSettings>({
  id: 'renovatio',
  name: 'Renovatio',
  settings: renovatioSettings,
  capabilities: [],
  api: {
    can,
    wants: (settings) => wantsOf(settings, can(settings)),
    target: ({ url, trusted }) => ({ url, trusted }),
    findPeople,
    listVisits,
    writeVisitAnswer,
    selfTest: async (context) => {
      await askRenovatio(context, { method: 'getClinics', parameters: {}, effect: 'read', schema: z.unknown() });
    },
  },
});

function can({ patients }: RenovatioSettings): MisApiCan {
  return {
    findPeople: patients === undefined ? false : 'by-phone',
    calls: false,
    recordings: false,
    tickets: false,
    outcomes: false,
    visits: 'whole',
    // A visit that is confirmed or cancelled already may answer an error, and its state has no words of ours.
    visitAnswers: { afterDoubt: 'person' },
    newVisits: false,
    clickToCall: false,
    ringing: false,
  };
}
