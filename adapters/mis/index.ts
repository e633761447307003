import type { MisAdapter } from '../../src/contracts/mis.ts';
import { ident } from './ident/adapter.ts';
import { webhooks } from './webhooks/adapter.ts';

/** Every MIS and CRM that Trubka speaks to; a test holds this list against the folders. */
export const misAdapters: readonly MisAdapter[] = [ident, webhooks];
