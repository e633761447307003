import type { Finding } from './describe-issue.ts';
import type { ConfigurationFile } from './file-schema.ts';
import type { MessageSettings } from './messages-schema.ts';

/** Where SMS providers reach us, without a slash at the end; null: nowhere. Patients reach the same server. */
export function receiptAddressOf(
  messages: Pick<MessageSettings, 'receiptAddress' | 'linkAddress'> | undefined,
): string | null {
  return (messages?.receiptAddress ?? messages?.linkAddress)?.replace(/\/+$/, '') ?? null;
}

/** Accounts that want receipts of a provider that must be told where they go, while no address is known. */
export function checkReceipts(
  file: ConfigurationFile,
  tellsAddress: (account: { id: string; provider: string }) => boolean,
): Finding[] {
  if (receiptAddressOf(file.messages) !== null) return [];
  return file.accounts.sms.flatMap((account, index): Finding[] =>
    account.receiptSecret === undefined || !tellsAddress(account)
      ? []
      : [
          {
            path: ['accounts', 'sms', index, 'receiptSecret'],
            atKey: false,
            message: `The account ${account.id} wants receipts, but its provider cannot be told where they go.`,
            remedy:
              'Write messages.receiptAddress, the https address under which the internet reaches this server, or leave receiptSecret out.',
          },
        ],
  );
}
