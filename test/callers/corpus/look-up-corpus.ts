import { identifyCaller, type DirectoryEntry } from '../../../src/callers/index.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { input } from '../directory-person.ts';
import type { CorpusCall } from './corpus.ts';

const AT_ONCE = 500;

/** Card numbers of the candidates of each caller, as a call's pop has them. */
export async function lookUpCorpus(
  calls: readonly CorpusCall[],
  { pool }: Pick<Database, 'pool'>,
): Promise<Map<string, string[]>> {
  const cards = new Map<number, string>();
  const answers = new Map<string, string[]>();
  for (let from = 0; from < calls.length; from += AT_ONCE) {
    const asked = calls.slice(from, from + AT_ONCE).map(({ e164 }) => e164);
    const { rows } = await pool.query<{ entries: DirectoryEntry[] }>(
      'select directory_entries($1, now(), 8) as entries',
      [asked],
    );
    const entriesOf = new Map<string, DirectoryEntry[]>(asked.map((phone) => [phone, []]));
    for (const entry of rows[0]?.entries ?? []) {
      entriesOf.get(entry.phone)?.push(entry);
      if (entry.personId !== null) cards.set(entry.personId, entry.externalId);
    }
    for (const [external, entries] of entriesOf) {
      const { caller } = identifyCaller(input(entries, { external }));
      answers.set(
        external,
        caller.candidates.map(({ id }) => cards.get(Number(id)) ?? `unknown ${id}`),
      );
    }
  }
  return answers;
}
