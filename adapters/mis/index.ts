import type { MisAdapter } from '../../src/contracts/mis.ts';
import { amocrm } from './amocrm/adapter.ts';
import { bitrix24 } from './bitrix24/adapter.ts';
import { fhir } from './fhir/adapter.ts';
import { http } from './http/adapter.ts';
import { ident } from './ident/adapter.ts';
import { medods } from './medods/adapter.ts';
import { openDental } from './opendental/adapter.ts';
import { renovatio } from './renovatio/adapter.ts';
import { sql } from './sql/adapter.ts';
import { webhooks } from './webhooks/adapter.ts';
import { yclients } from './yclients/adapter.ts';

/** Every MIS and CRM that Trubka speaks to; a test holds this list against the folders. */
export const misAdapters: readonly MisAdapter[] = [
  amocrm,
  bitrix24,
  fhir,
  http,
  ident,
  medods,
  openDental,
  renovatio,
  sql,
  webhooks,
  yclients,
];
