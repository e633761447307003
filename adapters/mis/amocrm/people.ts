import type { CountryCode } from 'libphonenumber-js/max';
import type { FoundPerson } from '../../../src/contracts/mis-api.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { askAmocrm, type AmocrmContext } from './ask-amocrm.ts';
import { contactsReply } from './replies.ts';

/** https://www.amocrm.ru/developers/content/crm_platform/contacts-api: at most 250 a page. */
const PAGE = 250;

/** Contacts that have the number. The search is one for a part of a text: what it finds is compared as a number. */
export async function findPeople(phone: E164, context: AmocrmContext): Promise<FoundPerson[]> {
  const found = await askAmocrm(context, {
    what: 'search of contacts',
    method: 'GET',
    path: 'contacts',
    // Cards write the country code in several ways, so it is asked by the ten digits behind it.
    query: { query: phone.slice(-10), limit: String(PAGE) },
    schema: contactsReply,
  });
  return (found ?? [])
    .map(({ id, name, custom_fields_values: fields }) => ({
      externalId: String(id),
      type: null,
      name: name ?? '',
      phones: (fields ?? [])
        .filter(({ field_code }) => field_code === 'PHONE')
        .flatMap(({ values }) => values.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))),
    }))
    .filter(({ phones }) => phones.some((written) => toE164(written, numbersOf(context)) === phone));
}

function numbersOf({ settings }: AmocrmContext): { country: CountryCode } {
  return { country: settings.country as CountryCode };
}
