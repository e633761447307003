import type { FoundPerson } from '../../../src/contracts/mis-api.ts';
import type { E164 } from '../../../src/contracts/phone-number.ts';
import { askBitrix, type Bitrix24Context } from './ask-bitrix.ts';
import { searchReply } from './replies.ts';

/** Cards that have the number, by the portal's own comparison: it does not tell their numbers. */
export async function findPeople(phone: E164, context: Bitrix24Context): Promise<FoundPerson[]> {
  const cards = await askBitrix(context, {
    method: 'telephony.externalCall.searchCrmEntities',
    parameters: { PHONE_NUMBER: phone.slice(1) },
    effect: 'read',
    schema: searchReply,
  });
  return cards.map(({ CRM_ENTITY_TYPE: type, CRM_ENTITY_ID: id, NAME }) => ({
    externalId: `${type}:${id}`,
    type,
    name: NAME ?? '',
    phones: [],
  }));
}
