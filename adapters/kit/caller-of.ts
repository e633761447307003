import type { FoundPerson, ToldCall } from '../../src/contracts/mis-api.ts';
import type { E164 } from '../../src/contracts/phone-number.ts';
import { certainPerson } from './certain-person.ts';

/** The one certain card of a call. */
export type Caller = { externalId: string; name: string | null } | null;

/** Whose call it certainly is; `several`: one of several, and nobody has said which. `find` null: nobody can be asked. */
export async function callerOf(
  told: ToldCall,
  find: ((phone: E164) => Promise<FoundPerson[]>) | null,
): Promise<{ person: Caller; several: boolean }> {
  if (told.person !== null) return { person: told.person, several: false };
  if (told.unresolved) return { person: null, several: true };
  if (told.call.external === null || find === null) return { person: null, several: false };
  const cards = await find(told.call.external);
  const person = certainPerson(told, cards);
  return { person, several: person === null && cards.length > 1 };
}

/** Why a call that is not written yet is not to be; null: it is. */
export function unwanted(
  told: ToldCall,
  { person, several }: { person: Caller; several: boolean },
  rules: { needsPerson: boolean; unresolved: 'same' | 'skip'; unknownCallers: 'same' | 'skip' },
): 'no-person' | 'no-number' | 'unknown-number' | null {
  if (several) return rules.needsPerson || rules.unresolved === 'skip' ? 'no-person' : null;
  if (person !== null || !(rules.needsPerson || rules.unknownCallers === 'skip')) return null;
  return told.call.external === null ? 'no-number' : 'unknown-number';
}
