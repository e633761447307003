import { openText, sealText, type KeyRing } from '../platform/keys/index.ts';

/** The secrets of authenticators as they stand in the database: a copy of it makes no codes. */
export interface TotpSeal {
  close(userId: number, secret: string): Promise<Buffer>;
  /** Null: sealed with a key that is gone, or for somebody else. */
  open(userId: number, sealed: Buffer): Promise<string | null>;
}

export function totpSeal(keys: () => Promise<KeyRing>): TotpSeal {
  const bound = async (userId: number) => ({ keys: await keys(), purpose: 'totp', name: `user ${userId}` });
  return {
    close: async (userId, secret) => sealText(secret, await bound(userId)),
    open: async (userId, sealed) => openText(sealed, await bound(userId)),
  };
}
