import type { z } from 'zod';
import { isGroup } from './file-entries.ts';
import { misAccountSchema, pbxAccountSchema, smsAccountSchema } from './file-schema.ts';
import type { Path } from './problem.ts';

/** What the adapters want to know in an account, by the provider's name. Given from outside: platform knows no vendor. */
export interface ProviderSchemas {
  pbx: ReadonlyMap<string, z.ZodType>;
  mis: ReadonlyMap<string, z.ZodType>;
  sms: ReadonlyMap<string, z.ZodType>;
  /** Whether people can answer what this account of an SMS provider sends with this sender; null: the account's own. */
  answerable?(provider: string, sender: string | null, settings: unknown): boolean;
  /** Whether an SMS provider is told with each message where its receipts go. */
  tellsReceiptAddress?(provider: string, settings: unknown): boolean;
}

export const accountKinds = ['pbx', 'mis', 'sms'] as const;
export type AccountKind = (typeof accountKinds)[number];

export const accountKeys: Readonly<Record<AccountKind, readonly string[]>> = {
  pbx: Object.keys(pbxAccountSchema.shape),
  mis: Object.keys(misAccountSchema.shape),
  sms: Object.keys(smsAccountSchema.shape),
};

export interface FoundAccount {
  kind: AccountKind;
  path: Path;
  id: unknown;
  provider: unknown;
  /** The provider's own keys. */
  settings: Record<string, unknown>;
}

/** The accounts of a file that may be wrong elsewhere. */
export function findAccounts(file: unknown): FoundAccount[] {
  const accounts = isGroup(file) ? file.accounts : undefined;
  if (!isGroup(accounts)) return [];
  return accountKinds.flatMap((kind) => {
    const list: unknown = accounts[kind];
    if (!Array.isArray(list)) return [];
    return list.flatMap((account: unknown, index) => {
      if (!isGroup(account)) return [];
      const settings = Object.fromEntries(Object.entries(account).filter(([key]) => !accountKeys[kind].includes(key)));
      return [{ kind, path: ['accounts', kind, index], id: account.id, provider: account.provider, settings }];
    });
  });
}
