import { z } from 'zod';
import type { PbxAdapter, ProviderTemplate } from '../contracts/pbx.ts';
import type { PbxAccount } from '../platform/configuration/index.ts';
import { secretsIn } from '../platform/configuration/index.ts';
import { letterToSupport, type LetterLanguage } from './letter.ts';

export const setupQuerySchema = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .describe('where the provider reaches this server'),
  language: z.enum(['ru', 'en']).optional().describe('of the letter; default: the language of the clinic'),
});
export const setupSchema = z.object({
  account: z.string(),
  connects: z.boolean().describe('Trubka connects to it: nothing is to be entered there'),
  templates: z
    .array(
      z.object({
        kind: z.enum(['request', 'address', 'file']),
        title: z.string().describe('where to click, in the provider’s own words'),
        method: z.string(),
        url: z.string(),
        body: z.string().nullable(),
        secret: z.boolean().describe('holds a secret of the account'),
      }),
    )
    .describe('what to enter into the provider’s cabinet'),
  values: z
    .array(z.object({ title: z.string(), value: z.string(), secret: z.boolean() }))
    .describe('what to enter into a MIS that asks us'),
  letter: z.string().nullable().describe('to the provider’s support; null where there is nobody to write to'),
});
export type AccountSetup = z.infer<typeof setupSchema>;

/** What of a MIS that asks us is to be entered where. */
export interface MisSetup {
  title: string;
  value: string;
}

/** What to enter into the cabinet of a PBX, and the letter to its support. */
export function pbxSetup(
  account: PbxAccount,
  adapter: PbxAdapter,
  told: { baseUrl: string; clinic: string; language: LetterLanguage },
): AccountSetup {
  const { baseUrl, clinic, language } = told;
  if (adapter.connect !== undefined)
    return { account: account.id, connects: true, templates: [], values: [], letter: null };
  const secrets = secretsIn(account.settings);
  const templates: ProviderTemplate[] = adapter.templates?.(account.id, account.settings, baseUrl) ?? [];
  const letter = letterToSupport(
    {
      ...{ clinic, provider: adapter.name, capabilities: adapter.capabilities, templates, secrets, address: null },
      webhook: `${baseUrl}/webhooks/${encodeURIComponent(account.id)}`,
      api: {
        history: adapter.api?.history !== undefined,
        recording: adapter.api?.recording !== undefined,
        dial: adapter.api?.dial !== undefined,
      },
    },
    language,
  );
  return {
    account: account.id,
    connects: false,
    templates: templates.map(({ kind = 'request', title, method, url, body }) => ({
      ...{ kind, title, method, url, body },
      secret: holds(secrets, `${url} ${body ?? ''}`),
    })),
    values: [],
    letter,
  };
}

/** What to enter into a MIS that asks us. */
export function misSetup(account: string, values: readonly MisSetup[], settings: unknown): AccountSetup {
  const secrets = secretsIn(settings);
  return {
    ...{ account, connects: false, templates: [], letter: null },
    values: values.map(({ title, value }) => ({ title, value, secret: holds(secrets, value) })),
  };
}

function holds(secrets: readonly string[], text: string): boolean {
  return secrets.some((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)));
}
