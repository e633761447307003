import { SignJWT } from 'jose';
import type { MisApiContext } from '../../../src/contracts/mis-api.ts';
import { askParsed } from '../../kit/ask-parsed.ts';
import { listReply, type MedodsRow } from './replies.ts';
import type { MedodsSettings } from './settings.ts';

export type MedodsContext = MisApiContext<MedodsSettings>;

/** A token lives 60 seconds at most; clocks differ by a few. */
const LIFETIME_SECONDS = 60;
const SKEW_SECONDS = 10;
const PAGE = 100;

export async function listMedods(
  context: MedodsContext,
  asked: { what: string; path: string; query?: Readonly<Record<string, string>>; limit?: number; offset?: number },
): Promise<MedodsRow[]> {
  const { what, path, query, limit = PAGE, offset = 0 } = asked;
  return askParsed(context.http, {
    what: `MEDODS, ${what}`,
    method: 'GET',
    url: `${context.settings.url.replace(/\/+$/, '')}/api/v2/${path}`,
    query: { limit: String(limit), offset: String(offset), ...query },
    headers: { authorization: `Bearer ${await tokenOf(context)}` },
    schema: listReply,
  });
}

/** A list page by page, each only when the one before was taken. */
export async function* pagesOf(
  context: MedodsContext,
  asked: { what: string; path: string; query?: Readonly<Record<string, string>> },
): AsyncGenerator<MedodsRow[]> {
  for (let offset = 0; ; offset += PAGE) {
    context.signal.throwIfAborted();
    const rows = await listMedods(context, { ...asked, offset });
    yield rows;
    if (rows.length < PAGE) return;
  }
}

function tokenOf({ settings, clock }: MedodsContext): Promise<string> {
  const issued = Math.floor(clock.now().getTime() / 1000) - SKEW_SECONDS;
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS512', typ: 'JWT' })
    .setIssuer(settings.identity)
    .setIssuedAt(issued)
    .setExpirationTime(issued + LIFETIME_SECONDS)
    .sign(new TextEncoder().encode(settings.secret));
}
