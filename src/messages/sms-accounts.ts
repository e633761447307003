import { SmsStopped, type SmsAdapter, type SmsLink, type SmsReceived } from '../contracts/sms.ts';
import type { Clock } from '../contracts/clock.ts';
import type { HttpClient } from '../contracts/http-client.ts';
import type { SmsAccount } from '../platform/configuration/index.ts';
import type { Log } from '../platform/telemetry/index.ts';

/** A provider's account, open. */
export interface OpenSmsAccount {
  id: string;
  adapter: SmsAdapter;
  configured: SmsAccount;
  link: SmsLink;
  rate: { perSecond: number; burst: number } | null;
  /** From the beginning of an attempt to its end, ms. */
  attemptMs: number;
}

export interface SmsAccounts {
  /** In order of preference. */
  all: readonly OpenSmsAccount[];
  find(id: string): OpenSmsAccount | undefined;
  close(): Promise<void>;
}

/** Opens every configured account; nothing is asked of anybody. */
export function openSmsAccounts(options: {
  accounts: ReadonlyMap<string, SmsAccount>;
  adapters: readonly SmsAdapter[];
  openHttp(timeoutMs: number): HttpClient;
  /** Where providers reach us, without a slash at the end; null: nowhere. */
  publicAddress: string | null;
  clock: Clock;
  log: Log;
  received(account: string, told: SmsReceived): Promise<void>;
}): SmsAccounts {
  const closing: (() => Promise<void>)[] = [];
  const all = [...options.accounts.values()].flatMap((configured): OpenSmsAccount[] => {
    const adapter = options.adapters.find(({ id }) => id === configured.provider);
    if (adapter === undefined) return [];
    const { id, settings, receiptSecret } = configured;
    const timeoutMs = adapter.timeoutMs(settings);
    const http = options.openHttp(timeoutMs);
    const link = adapter.open({
      ...{ account: id, settings, http, clock: options.clock },
      receiptUrl:
        options.publicAddress === null || receiptSecret === null
          ? null
          : `${options.publicAddress}/sms/${id}/${receiptSecret}`,
      received: (told) => options.received(id, told),
      note: (message, fields) => options.log.info(fields, message),
    });
    closing.push(async () => {
      await link.close?.();
      http.close();
    });
    return [
      {
        ...{ id, adapter, configured, link, rate: adapter.rate?.(settings) ?? null },
        // A session may have to be opened first.
        attemptMs: 2 * timeoutMs,
      },
    ];
  });
  return {
    all,
    find: (id) => all.find((account) => account.id === id),
    async close() {
      await Promise.all(closing.map((close) => close()));
    },
  };
}

/** Whether the failure says that the account takes nothing more. */
export function stopsAccount(error: unknown): error is SmsStopped {
  return error instanceof SmsStopped;
}
