/** What a person said of a callback. */
export interface HandFact {
  /** The row at which it was said. */
  task: number;
  at: number;
  what: 'opened' | 'closed' | 'reopened';
  /** Whom it is about: whoever a person named when opening it, else whoever the calls of the row are of. */
  of: { phone: string; person: number | null } | { calls: readonly number[] };
}
