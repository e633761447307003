import type { StoredEvent } from '../../src/calls/facts.ts';
import { foldCall, type FoldedCall } from '../../src/calls/fold-call.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import { inboundRequest } from '../contracts/pbx-subject.ts';

export type Notification = Readonly<Record<string, string | number>>;

/** A notification and the second of the call at which it arrived. */
export type Arrival = readonly [second: number, notification: Notification];

export function formOf(notification: Notification): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(notification)) form.append(name, String(value));
  return form.toString();
}

/** What the adapter reads of notifications that arrive that many seconds after `start`. */
export function factsOf<Settings>(
  adapter: PbxAdapter<Settings>,
  settings: Settings,
  arrivals: readonly Arrival[],
  start: number,
  request: Partial<InboundRequest> = {},
): StoredEvent[] {
  return arrivals.flatMap(([second, notification]) =>
    adapter
      .parse(inboundRequest({ ...request, body: formOf(notification) }), { account: adapter.id, settings })
      .map((event) => ({ event, receivedAt: new Date(start + second * 1000) })),
  );
}

/** The call, which is the same in every rotation and backwards, and with every fact told twice. */
export function foldInAnyOrder(facts: readonly StoredEvent[]): FoldedCall {
  const call = foldCall(facts);
  const orders = facts.flatMap((_, at) => {
    const turned = [...facts.slice(at), ...facts.slice(0, at)];
    return [turned, turned.toReversed(), [...turned, ...facts]];
  });
  for (const order of orders) expect(foldCall(order)).toEqual(call);
  return call;
}

/** The extension and state of each leg, by extension. */
export function legsOf({ legs }: FoldedCall): [string | null, string][] {
  return byExtension(legs).map(({ extension, state }) => [extension, state]);
}

/** The seconds that each extension talked, where they are told. */
export function talksOf({ legs }: FoldedCall): [string | null, number | null][] {
  const talked = legs.filter(({ talkSeconds }) => talkSeconds !== null);
  return byExtension(talked).map(({ extension, talkSeconds }) => [extension, talkSeconds]);
}

function byExtension(legs: FoldedCall['legs']): FoldedCall['legs'] {
  return legs.toSorted((a, b) => Number(a.extension) - Number(b.extension));
}
