import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import type { AmiSession } from './ami-session.ts';
import { PRESENTATION } from './presentation-gate.ts';
import { createAmiReader } from './reader.ts';
import type { AsteriskSettings } from './settings.ts';
import { showChannels, withSession } from './with-session.ts';

/** Calls that go on now. What was dialled is not known any more, so neither is the line unless the trunk tells it. */
export function ongoing(context: PbxApiContext<AsteriskSettings>): Promise<CallEvent[]> {
  const reader = createAmiReader(context);
  return withSession(context, async (session) => {
    const events = reader.resynchronise(await showChannels(session), context.clock.now());
    for (const { uniqueid, channel } of reader.questions()) {
      const { response } = await askPresentation(session, uniqueid, channel);
      events.push(...reader.read(response, context.clock.now()));
    }
    return events;
  });
}

function askPresentation(session: AmiSession, uniqueid: string, channel: string) {
  return session.ask('Getvar', presentationFields(uniqueid, channel));
}

export function presentationFields(uniqueid: string, channel: string): [string, string][] {
  return [
    ['ActionID', `${PRESENTATION}${uniqueid}`],
    ['Channel', channel],
    ['Variable', 'CALLERID(pres)'],
  ];
}
