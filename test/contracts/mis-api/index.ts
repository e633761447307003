import type { MisApiSubject } from '../mis-api-subject.ts';
import { amocrmSubject } from './amocrm.ts';
import { bitrix24Subject } from './bitrix24.ts';
import { fhirSubject } from './fhir.ts';
import { httpSubject } from './http.ts';
import { identSubject } from './ident.ts';
import { medodsSubject } from './medods.ts';
import { openDentalSubject } from './opendental.ts';
import { renovatioSubject } from './renovatio.ts';
import { sqlSubject } from './sql.ts';
import { yclientsSubject } from './yclients.ts';

/** By the id of the adapter; an adapter that declares `api` owes one. */
export const misApiSubjects: Readonly<Record<string, MisApiSubject>> = {
  amocrm: amocrmSubject,
  bitrix24: bitrix24Subject,
  fhir: fhirSubject,
  http: httpSubject,
  ident: identSubject,
  medods: medodsSubject,
  opendental: openDentalSubject,
  renovatio: renovatioSubject,
  sql: sqlSubject,
  yclients: yclientsSubject,
};
