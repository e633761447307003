import { partsOf } from '../contracts/phone-number.ts';
import type { Subject } from './find-subject.ts';

/** What a person types so that nobody is erased by a slip: the first word of the name, or the digits of the number. */
export function confirmationOf({ people, phones }: Pick<Subject, 'people' | 'phones'>): string {
  const name = people
    .find((one) => one.name !== '')
    ?.name.trim()
    .split(/\s+/)[0];
  return name ?? phones[0]?.replace(/\D/g, '') ?? people[0]?.externalId ?? '';
}

/** Whether a text that stays would name whoever is erased. */
export function holdsIdentity(text: string, { names, phones }: Pick<Subject, 'names' | 'phones'>): boolean {
  const words = text.toLowerCase();
  const digits = text.replace(/\D/g, '');
  return (
    names.some((name) => name.length > 1 && words.includes(name.toLowerCase())) ||
    phones.some((phone) => digits.includes(partsOf(phone).national))
  );
}
