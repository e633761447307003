import type { MisApiCan } from '../../../src/contracts/mis-api.ts';
import { namesIn } from '../../../src/contracts/sql-statement.ts';
import { defineMisAdapter } from '../../../src/contracts/mis.ts';
import { wantsOf } from '../../kit/mis-target.ts';
import { goSql, sqlTarget } from '../../kit/sql-place.ts';
import { findPeople } from './people.ts';
import { rehearse } from './rehearse.ts';
import { sqlSettings, type SqlSettings } from './settings.ts';
import { attachRecording, createTicket, lookUpCall, writeCall } from './write-call.ts';

/** A database of the clinic, by statements that its own people write. */
export const sql = defineMisAdapter<SqlSettings>({
  id: 'sql',
  name: 'SQL',
  settings: sqlSettings,
  capabilities: [],
  api: {
    can,
    wants: (settings) => wantsOf(settings, can(settings)),
    target: (settings) => ({ url: sqlTarget(settings), trusted: true }),
    findPeople,
    writeCall,
    lookUpCall,
    attachRecording,
    createTicket,
    rehearse,
    selfTest: async (context) => {
      await goSql(context.settings, context, [{ text: 'select 1', values: {}, effect: 'read' }]);
    },
  },
});

function can({ find, call, recording, ticket, engine }: SqlSettings): MisApiCan {
  return {
    findPeople: find === undefined ? false : 'by-phone',
    calls:
      call === undefined
        ? false
        : {
            afterDoubt: call.upsert !== undefined ? 'repeat' : call.lookUp !== undefined ? 'look-up' : 'person',
            update: call.upsert !== undefined || call.update !== undefined,
            ...{ needsPerson: call.needsPerson, unresolved: call.unresolved, unknownCallers: call.unknownCallers },
          },
    recordings: recording !== undefined ? 'link' : tellsRecording(call, engine) ? 'with-call' : false,
    tickets: ticket === undefined ? false : { afterDoubt: ticket.upsert !== undefined ? 'repeat' : 'person' },
    outcomes: false,
    visits: false,
    visitAnswers: false,
    newVisits: false,
    clickToCall: false,
    ringing: false,
  };
}

/** The statement of a call has a place for the address. */
function tellsRecording(call: SqlSettings['call'], engine: SqlSettings['engine']): boolean {
  return [call?.upsert, call?.insert].some(
    (text) => text !== undefined && namesIn(text, engine).some((name) => name === 'recording' || name === 'note'),
  );
}
