import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { askHttp } from './ask-http.ts';
import { findPeople } from './people.ts';
import { httpSettings, type HttpSettings } from './settings.ts';
import { attachRecording, createTicket, lookUpCall, writeCall, writeOutcome } from './write-call.ts';

export const http = defineMisAdapter<HttpSettings>({
  id: 'http',
  name: 'HTTP',
  settings: httpSettings,
  capabilities: [],
  api: {
    can,
    wants: (settings) => wantsOf(settings, can(settings)),
    target: ({ url, trusted }) => ({ url, trusted }),
    rate: ({ perSecond }) => (perSecond === undefined ? null : { perSecond, burst: Math.ceil(perSecond) }),
    findPeople,
    writeCall,
    lookUpCall,
    attachRecording,
    createTicket,
    writeOutcome,
    selfTest: async (context) => {
      await askHttp(context, { what: 'test', request: context.settings.test, values: {}, effect: 'read' });
    },
  },
});

function can({ find, call, recording, ticket, outcome }: HttpSettings): MisApiCan {
  return {
    findPeople: find === undefined ? false : 'by-phone',
    calls:
      call === undefined
        ? false
        : {
            ...{ afterDoubt: call.afterDoubt, update: call.update !== undefined, needsPerson: call.needsPerson },
            ...{ unresolved: call.unresolved, unknownCallers: call.unknownCallers },
          },
    recordings: recording !== undefined ? 'link' : tellsRecording(call) ? 'with-call' : false,
    tickets: ticket === undefined ? false : { afterDoubt: ticket.afterDoubt },
    outcomes: outcome === undefined ? false : { afterDoubt: outcome.afterDoubt, update: outcome.update !== undefined },
    visits: false,
    visitAnswers: false,
    newVisits: false,
    clickToCall: false,
    ringing: false,
  };
}

/** The request of a call has a place for the address. */
function tellsRecording(call: HttpSettings['call']): boolean {
  return /\{\{-?\s*(?:recording|call\.recordingUrl|note)\b/.test(JSON.stringify(call ?? ''));
}
