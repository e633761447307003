import type { FoundPerson } from '../../../src/contracts/mis-api.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { askYclients, type YclientsContext } from './ask-yclients.ts';
import { clientsReply } from './replies.ts';

/** https://developer.alteg.io: at most 200 a page. */
const PAGE = 200;

export function searchClients(context: YclientsContext, text: string, page_size = PAGE) {
  return askYclients(context, {
    what: 'search of clients',
    path: `company/${context.settings.company}/clients/search`,
    body: {
      ...{ page: 1, page_size, fields: ['id', 'name', 'phone'] },
      ...(text !== '' && { filters: [{ type: 'quick_search', state: { value: text } }] }),
    },
    effect: 'read',
    asUser: true,
    schema: clientsReply,
  });
}

/** Clients that have the number. The search is one for a part of a text: what it finds is compared as a number. */
export async function findPeople(phone: E164, context: YclientsContext): Promise<FoundPerson[]> {
  const numbers = phoneContextOf(context.settings);
  const clients = await searchClients(context, phone.slice(-10));
  return clients
    .map(({ id, name, phone: written }) => ({
      ...{ externalId: String(id), type: null, name: name ?? '' },
      phones: written == null || written === '' ? [] : [written],
    }))
    .filter(({ phones }) => phones.some((written) => toE164(written, numbers) === phone));
}
