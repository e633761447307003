import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { factsOfDetails } from './details-facts.ts';
import { factsOfMember, isCaller, type Fact } from './member-facts.ts';
import { readReport, type Report } from './report.ts';
import type { YeastarSettings } from './settings.ts';

/** A report names one member of the call or several; each tells its own facts. Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<YeastarSettings>): CallEvent[] {
  const report = readReport(request);
  if (report.type === 'other') return [];
  const events = factsOf(report, settings).map((fact) =>
    keyedEvent(account, { providerCallId: report.callId, ...fact }, fieldNames),
  );
  return [...new Map(events.map((event) => [event.eventKey, event])).values()];
}

function factsOf(report: Exclude<Report, { type: 'other' }>, settings: YeastarSettings): Fact[] {
  if (report.type === 'details') return factsOfDetails(report.msg, settings);
  const members = report.msg.members ?? [];
  // One of us calls another of us and nobody from outside is there. One alone may be a part of any call.
  const isInternal =
    members.length > 1 &&
    members.every((member) => member.extension !== undefined) &&
    members.some((member) => isCaller(member));
  const facts = members.flatMap((member) => factsOfMember(member, isInternal, settings));
  return report.type === 'transfer' ? [...facts, { kind: 'transferred' }] : facts;
}

const fieldNames = {
  providerCallId: 'msg.call_id',
  extension: 'number',
  legId: 'channel_id',
  reason: 'status',
  recording: 'recording',
};
