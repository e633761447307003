import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { askAmocrm, grant } from './ask-amocrm.ts';
import { lookUpOutcome, writeOutcome } from './outcomes.ts';
import { findPeople } from './people.ts';
import { accountReply } from './replies.ts';
import { amocrmSettings, type AmocrmSettings } from './settings.ts';
import { createTicket, lookUpTicket } from './tickets.ts';
import { lookUpCall, writeCall } from './write-call.ts';

export const amocrm = defineMisAdapter<AmocrmSettings>({
  id: 'amocrm',
  name: 'amoCRM',
  settings: amocrmSettings,
  capabilities: [],
  api: {
    can,
    wants: (settings) => wantsOf(settings, can(settings)),
    target: ({ url, trusted }) => ({ url, trusted }),
    // At most 7 requests a second (https://www.amocrm.ru/developers/content/api/recommendations); a call takes two.
    rate: () => ({ perSecond: 2, burst: 3 }),
    findPeople,
    writeCall,
    lookUpCall,
    createTicket,
    lookUpTicket,
    writeOutcome,
    lookUpOutcome,
    selfTest: async (context) => {
      await askAmocrm(context, { what: 'account', method: 'GET', path: 'account', schema: accountReply });
    },
    connect: {
      // The page of the integration shows the code by itself.
      address: () => null,
      exchange: (code, context) => grant(context, { grant_type: 'authorization_code', code }),
    },
  },
});

function can({ unknownCallers }: AmocrmSettings): MisApiCan {
  return {
    findPeople: 'by-phone',
    calls: { afterDoubt: 'look-up', update: false, needsPerson: false, unresolved: 'skip', unknownCallers },
    recordings: 'with-call',
    tickets: { afterDoubt: 'look-up' },
    outcomes: { afterDoubt: 'look-up', update: true },
    visits: false,
    visitAnswers: false,
    newVisits: false,
    clickToCall: false,
    ringing: false,
  };
}
