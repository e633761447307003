import type { CallRecordRow } from './apply-facts.ts';
import type { StoredEvent } from './facts.ts';

/** A call as this process wrote it. */
export interface HeldCall {
  /** xmin of its row; any other writer changes it. */
  xmin: string;
  row: CallRecordRow;
  facts: readonly StoredEvent[];
}

/** The calls that this process wrote lately: the next fact of one needs nothing read if nobody else wrote it meanwhile. */
export interface HeldCalls {
  find(account: string, providerCallId: string): HeldCall | undefined;
  /** After the commit only. */
  keep(call: HeldCall): void;
}

export function createHeldCalls(limit = 2000): HeldCalls {
  const calls = new Map<number, { call: HeldCall; names: string[] }>();
  const idByName = new Map<string, number>();
  return {
    find(account, providerCallId) {
      const id = idByName.get(`${account}\n${providerCallId}`);
      return id === undefined ? undefined : calls.get(id)?.call;
    },
    keep(call) {
      const { id, account } = call.row;
      // The one that was written longest ago is the first.
      calls.delete(id);
      const names = [...new Set(call.facts.map(({ event }) => `${account}\n${event.providerCallId}`))];
      calls.set(id, { call, names });
      for (const name of names) idByName.set(name, id);
      if (calls.size <= limit) return;
      const [oldest] = calls;
      if (oldest === undefined) return;
      calls.delete(oldest[0]);
      for (const name of oldest[1].names) if (idByName.get(name) === oldest[0]) idByName.delete(name);
    },
  };
}
