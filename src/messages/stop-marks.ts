import { createHmac } from 'node:crypto';
import { keyFor, type KeyRing } from '../platform/keys/index.ts';

/**
 * What stands on the stop-list for a number that is kept no more, under each key of the clinic, that of now first: it
 * says of a number whether it is meant, and without the key names none.
 */
export type StopMarks = (phone: string) => Promise<readonly [string, ...string[]]>;

const NO_SALT = Buffer.alloc(0);

export function stopMarks(keys: () => Promise<KeyRing>): StopMarks {
  return async (phone) => {
    const { current, all } = await keys();
    const mark = (key: (typeof all)[number]): string =>
      `mark:${createHmac('sha256', keyFor(key, 'stop-list', NO_SALT))
        .update(phone)
        .digest('base64url')}`;
    return [mark(current), ...all.slice(1).map(mark)];
  };
}
