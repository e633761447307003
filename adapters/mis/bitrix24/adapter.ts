import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { askBitrix, grant } from './ask-bitrix.ts';
import { attachRecording } from './attach-recording.ts';
import { events } from './events.ts';
import { lookUpOutcome, writeOutcome } from './outcomes.ts';
import { findPeople } from './people.ts';
import { profileReply } from './replies.ts';
import { bitrix24Settings, type Bitrix24Settings } from './settings.ts';
import { writeCall } from './write-call.ts';

export const bitrix24 = defineMisAdapter<Bitrix24Settings>({
  id: 'bitrix24',
  name: 'Битрикс24',
  settings: bitrix24Settings,
  capabilities: [],
  api: {
    can,
    wants: (settings) => wantsOf(settings, can(settings)),
    target: ({ portal, trusted }) => ({ url: portal, trusted }),
    // The portal drains 2 requests a second from a bucket of 50; a call takes three, and people are looked up beside it.
    rate: () => ({ perSecond: 0.5, burst: 10 }),
    findPeople,
    writeCall,
    attachRecording,
    writeOutcome,
    lookUpOutcome,
    selfTest: async (context) => {
      await askBitrix(context, { method: 'profile', parameters: {}, effect: 'read', schema: profileReply });
    },
    connect: {
      address({ portal, app }, { state }) {
        if (app === undefined) return null;
        const query = new URLSearchParams({ client_id: app.clientId, state });
        return `${portal.replace(/\/+$/, '')}/oauth/authorize/?${query.toString()}`;
      },
      exchange: (code, context) => grant(context, { grant_type: 'authorization_code', code }),
    },
    events,
  },
});

function can({ app, unknownCallers, households }: Bitrix24Settings): MisApiCan {
  return {
    findPeople: 'by-phone',
    calls:
      app === undefined
        ? false
        : {
            afterDoubt: 'repeat',
            update: false,
            needsPerson: false,
            unresolved: households === 'skip' ? 'skip' : 'same',
            unknownCallers,
          },
    recordings: app === undefined ? false : 'file',
    tickets: false,
    outcomes: { afterDoubt: 'look-up', update: true },
    visits: false,
    visitAnswers: false,
    newVisits: false,
    clickToCall: app?.applicationToken !== undefined,
    ringing: false,
  };
}
