import type { PeopleField } from '../../contracts/people-field.ts';

/** What the API of the import answers; see /docs. */
export type PeopleKind = 'patients' | 'staff' | 'contractors' | 'others';
export const peopleKinds: readonly PeopleKind[] = ['patients', 'staff', 'contractors', 'others'];

export interface UploadReport {
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  skipped: number;
  joined: number;
  merged: number;
  withoutPhone: number;
  removed: number;
  erased: number;
  doubtful: number;
  ignoredColumns: string[];
  places: { line: number; column: string; value: string; problem: string; remedy: string }[];
}

export interface Upload {
  id: string;
  name: string;
  bytes: number;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  dryRun: boolean | null;
  progress: { rows: number; share: number | null; rowsPerSecond: number | null; seconds: number } | null;
  report: UploadReport | null;
  failure: { message: string; remedy: string } | null;
}

export type Mapping = Partial<Record<PeopleField, string[]>>;

export interface FileFormat {
  encoding?: string;
  delimiter?: string;
}

export interface PreviewColumn {
  header: string;
  field: PeopleField | null;
  samples: string[];
}

export interface Preview {
  format: { kind: 'csv'; encoding: string; delimiter: string } | { kind: 'xlsx' };
  columns: PreviewColumn[];
  lacks: string | null;
}
