import { createHash } from 'node:crypto';
import type { Candidate } from '../contracts/caller.ts';
import { certainCandidate } from '../contracts/mis-api.ts';
import type { PushedCall, PushedOutcome } from '../contracts/pushed-event.ts';
import { callContent, type ClinicLines } from './record-content.ts';
import type { SettledCall } from './settled-call.ts';

/** A card as its own source knows it. */
export interface CardOrigin {
  source: string;
  externalId: string;
}

/** The call as an outside system is told of it. Notes and dates of birth stay here. Null for an internal call. */
export function pushedCall(
  call: SettledCall,
  known: {
    clinic: ClinicLines;
    /** By the id of the person. */
    origins: ReadonlyMap<string, CardOrigin>;
    mergedIds: readonly string[];
    names: boolean;
    links: boolean;
  },
): PushedCall | null {
  if (call.direction !== 'in' && call.direction !== 'out') return null;
  const { callId, campaign, ...content } = callContent(call, call.direction, known.clinic);
  const { lineName, zone, result, missedReason, waitSeconds, talkSeconds, recordingUrl } = content;
  return {
    id: callId,
    account: call.account,
    direction: call.direction,
    external: call.external,
    line: call.line,
    lineName,
    campaign,
    branch: call.branch,
    zone,
    startedAt: content.startedAt,
    endedAt: call.endedAt?.toISOString() ?? null,
    result,
    missedReason,
    waitSeconds,
    talkSeconds,
    extension: call.extension ?? null,
    kind: call.caller?.kind ?? null,
    class: call.class,
    reasons: call.reasons,
    candidates: (call.caller?.candidates ?? []).map((candidate) => toldCandidate(candidate, known)),
    recordingUrl: known.links ? recordingUrl : null,
    late: call.late ?? false,
    mergedIds: [...known.mergedIds],
  };
}

/** What the reception said of the call, and of whom, where that is certain. */
export function pushedOutcome({ said }: SettledCall, call: PushedCall, names: boolean): PushedOutcome {
  const certain = certainCandidate(call);
  const { outcome = null, reason = null, note = null, at = null } = said ?? {};
  return {
    callId: call.id,
    outcome,
    reason,
    note: names ? note : null,
    saidAt: at?.toISOString() ?? null,
    person:
      certain === null
        ? null
        : { id: certain.id, source: certain.source, externalId: certain.externalId, name: certain.name },
  };
}

/** Equal for equal contents, whatever was forgotten of them since. */
export function fingerprintOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}

function toldCandidate(
  { id, name, kind, relation, nextVisit, rank, why, chosen, ...candidate }: Candidate,
  known: { origins: ReadonlyMap<string, CardOrigin>; names: boolean },
): PushedCall['candidates'][number] {
  const origin = known.origins.get(id);
  return {
    id,
    source: origin?.source ?? candidate.source ?? null,
    externalId: origin?.externalId ?? null,
    name: known.names ? name : null,
    kind,
    class: candidate.class,
    relation: known.names ? relation : null,
    nextVisit: nextVisit === null ? null : { id: nextVisit.id, startsAt: nextVisit.startsAt },
    rank,
    why,
    chosen,
  };
}
