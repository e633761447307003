import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { findPeople, searchClients } from './people.ts';
import { tellRinging } from './ringing.ts';
import { yclientsSettings, type YclientsSettings } from './settings.ts';
import { writeCall } from './write-call.ts';

export const yclients = defineMisAdapter<YclientsSettings>({
  id: 'yclients',
  name: 'YCLIENTS (Altegio)',
  settings: yclientsSettings,
  capabilities: [],
  api: {
    can,
    wants: (settings) => wantsOf(settings, can(settings)),
    target: ({ url, trusted }) => ({ url, trusted }),
    // 200 requests a minute or 5 a second from one address; clients are looked up beside it.
    rate: () => ({ perSecond: 1, burst: 3 }),
    findPeople,
    writeCall,
    tellRinging,
    selfTest: async (context) => {
      await searchClients(context, '', 1);
    },
  },
});

function can({ crmToken }: YclientsSettings): MisApiCan {
  const writes = crmToken !== undefined;
  return {
    findPeople: 'by-phone',
    // A line of the history names a number and no client, so there is no card that it could wrongly hang on.
    calls: writes && {
      ...{ afterDoubt: 'person', update: false, needsPerson: false, unresolved: 'same', unknownCallers: 'same' },
    },
    recordings: writes && 'with-call',
    tickets: false,
    outcomes: false,
    visits: false,
    visitAnswers: false,
    newVisits: false,
    clickToCall: false,
    ringing: writes,
  };
}
