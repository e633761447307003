import type { InboundRequest } from '../contracts/request.ts';
import type { Outcome } from '../calls/index.ts';

export interface KeptRequest {
  at: Date;
  outcome: Outcome['kind'];
  /** Why it was not understood. */
  reason: string | null;
  status: number;
  milliseconds: number;
  /** As it came, not masked; null where it was turned away unread. */
  request: Pick<InboundRequest, 'method' | 'path' | 'rawQuery' | 'headers' | 'body' | 'remoteAddress'> | null;
}

export interface LastRequests {
  add(account: string, outcome: Outcome, milliseconds: number, request: InboundRequest | null): void;
  /** Newest first. */
  of(account: string): KeptRequest[];
}

const TAKEN = 50;
/** Apart, so that a stranger's attempts do not push out what the PBX sent. */
const REFUSED = 10;
const LONGEST_BODY = 16_384;

/**
 * The last requests of each configured account, in this process. They are kept as they are and masked when somebody
 * looks, so that a notification pays for nothing but an entry in an array.
 */
export function lastRequests(options: { isConfigured(account: string): boolean; now(): Date }): LastRequests {
  const kept = new Map<string, { taken: KeptRequest[]; refused: KeptRequest[] }>();
  return {
    add(account, outcome, milliseconds, request) {
      let own = kept.get(account);
      if (own === undefined) {
        if (!options.isConfigured(account)) return;
        kept.set(account, (own = { taken: [], refused: [] }));
      }
      const [list, most] = outcome.kind === 'refused' ? [own.refused, REFUSED] : [own.taken, TAKEN];
      list.push({
        at: options.now(),
        outcome: outcome.kind,
        reason: outcome.kind === 'quarantined' ? outcome.reason : null,
        status: statusOf(outcome),
        milliseconds,
        request: request === null ? null : withoutTheLargest(request),
      });
      if (list.length > most) list.shift();
    },
    of(account) {
      const own = kept.get(account);
      if (own === undefined) return [];
      return [...own.taken, ...own.refused].sort((one, other) => other.at.getTime() - one.at.getTime());
    },
  };
}

function withoutTheLargest(request: InboundRequest): KeptRequest['request'] {
  if (request.body.length <= LONGEST_BODY) return request;
  // A part of a buffer would keep the whole of it.
  return { ...request, body: Buffer.from(request.body.subarray(0, LONGEST_BODY)) };
}

function statusOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'stored':
    case 'quarantined':
      return outcome.reply?.status ?? 200;
    case 'challenge':
      return outcome.reply.status;
    case 'refused':
      return 403;
    case 'busy':
      return 503;
  }
}
