import type { Table } from './table.ts';

/** What a case is given. */
export interface Setting {
  /** Shorter and with fewer repetitions: to see that it works, not to publish. */
  short: boolean;
  /** Where databases of the run go. */
  folder: string;
  /** What git ignores: packages of peers. */
  benchFolder: string;
  /** One line about what goes on. */
  tell(text: string): void;
}

/** What a case found. `raw` goes into the JSON as it is. */
export interface Finding {
  title: string;
  /** What was measured and how: one paragraph of Markdown. */
  how: string;
  tables: Table[];
  /** The aims, met or missed by how much. */
  verdicts: Verdict[];
  /** Measured facts that tell what bounds the figures. */
  notes: string[];
  /** The measurement itself went wrong: something was lost, refused or shown to the wrong client. */
  faults: string[];
  postgresVersion: string | null;
  raw: unknown;
}

export interface Verdict {
  aim: string;
  found: number;
  limit: number;
  unit: string;
  met: boolean;
}

export function atMost(aim: string, found: number, limit: number, unit: string): Verdict {
  return { aim, found, limit, unit, met: found <= limit };
}

export function atLeast(aim: string, found: number, limit: number, unit: string): Verdict {
  return { aim, found, limit, unit, met: found >= limit };
}
