import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyFor, type KeyRing, type RecordingKey } from '../platform/keys/index.ts';

const DAY_MS = 24 * 3600_000;
export const LINK_PATH = '/recordings';

/**
 * Addresses of ours that play the recording of a call to whoever has them, until their time is over: for the records of
 * a MIS, which has no key of ours. The same call gives the same address, so that a record does not change by itself.
 */
export function recordingLinks(options: { keys: KeyRing; publicAddress: string; days: number }) {
  const sign = (key: RecordingKey, callId: number, until: number): Buffer =>
    createHmac('sha256', keyFor(key, 'recording link', Buffer.alloc(0)))
      .update(`${callId} ${until}`)
      .digest();
  return {
    linkOf(call: { id: number; startedAt: Date }): string {
      const until = Math.floor((call.startedAt.getTime() + options.days * DAY_MS) / 1000);
      const signature = sign(options.keys.current, call.id, until).toString('base64url');
      return `${options.publicAddress.replace(/\/+$/, '')}${LINK_PATH}/${call.id}/${until}/${signature}`;
    },
    /** True for an address that we made and whose time is not over. */
    opens(told: { callId: string; until: string; signature: string }, now: Date): boolean {
      const [callId, until] = [Number(told.callId), Number(told.until)];
      if (!Number.isSafeInteger(callId) || !Number.isSafeInteger(until)) return false;
      const signature = Buffer.from(told.signature, 'base64url');
      const ours = options.keys.all.some((key) => {
        const expected = sign(key, callId, until);
        return expected.length === signature.length && timingSafeEqual(expected, signature);
      });
      return ours && now.getTime() < until * 1000;
    },
  };
}
export type RecordingLinks = ReturnType<typeof recordingLinks>;
