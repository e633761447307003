import type { FoundPerson, ToldCall } from '../../src/contracts/mis-api.ts';
import type { E164 } from '../../src/contracts/phone-number.ts';
import { certainPerson } from './certain-person.ts';

/** The card of who certainly called, looked up by the number where our directory does not know it; null: nobody’s. */
export async function cardOf(
  told: ToldCall,
  find: (phone: E164) => Promise<readonly FoundPerson[]>,
): Promise<string | null> {
  if (told.person !== null) return told.person.externalId;
  if (told.unresolved || told.call.external === null) return null;
  return certainPerson(told, await find(told.call.external))?.externalId ?? null;
}
