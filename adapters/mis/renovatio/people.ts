import type { FoundPerson } from '../../../src/contracts/mis-api.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { spellingsOf } from '../../kit/spellings-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { askRenovatio, type RenovatioContext } from './ask-renovatio.ts';
import { rowsReply } from './replies.ts';

/** How it compares numbers is not told, so that it is asked in several ways; what it finds is compared as a number. */
export async function findPeople(phone: E164, context: RenovatioContext): Promise<FoundPerson[]> {
  const { patients } = context.settings;
  if (patients === undefined) return [];
  const numbers = phoneContextOf(context.settings);
  const found = new Map<string, FoundPerson>();
  for (const spelling of spellingsOf(phone)) {
    const parameters = { [patients.phone]: spelling };
    const rows = await askRenovatio(context, { method: 'getPatient', parameters, effect: 'read', schema: rowsReply });
    for (const row of rows) {
      const texts = (paths: readonly string[]): string[] => paths.flatMap((path) => textOf(valueAt(row, path)) ?? []);
      const [externalId] = texts([patients.id]);
      const phones = texts(patients.phones);
      if (externalId !== undefined && phones.some((written) => toE164(written, numbers) === phone))
        found.set(externalId, { externalId, type: null, name: texts(patients.names).join(' '), phones });
    }
  }
  return [...found.values()];
}
