import type { PbxAdapter } from '../../../src/contracts/pbx.ts';

/** A call in plain words, told by a vendor's notifications and listed by the stand-in of its API. */
export interface ToldCall {
  index: number;
  kind: 'answered' | 'missed' | 'outgoing';
  /** Whole seconds. */
  startedAt: Date;
  /** `79000000102` */
  external: string;
  extension: '101' | '102';
  wait: number;
  talk: number;
  recorded: boolean;
}

export interface ToldRequest {
  /** What follows `/webhooks/{account}`. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface LostWebhooksVendor {
  adapter: PbxAdapter;
  settings: unknown;
  id(call: ToldCall): string;
  /** In the order of the vendor. */
  requests(call: ToldCall): ToldRequest[];
  /** Starts the stand-in of the API at once; `calls` grows later. */
  open(calls: readonly ToldCall[]): { close(): void };
}

export const LINE = '74950000101';

export function after(call: ToldCall, seconds: number): Date {
  return new Date(call.startedAt.getTime() + seconds * 1000);
}

/** A list that is made anew of the calls whenever it is read. */
export function listOf<Row>(calls: readonly ToldCall[], rows: (call: ToldCall) => Row[]): Row[] {
  return new Proxy<Row[]>([], {
    get(_target, name) {
      const now = calls.flatMap(rows) as unknown as Record<PropertyKey, unknown>;
      const value = now[name];
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(now) : value;
    },
  });
}
