import type { HeaderRules } from '../../callers/index.ts';
import type { VisitField } from '../../contracts/visit-field.ts';
import { visitHeaders } from './visit-headers.ts';

/** Field of ours → column of the list, where the usual names do not fit. */
export type VisitMapping = Partial<Record<VisitField, string | readonly string[]>>;

/** Which column is what, and what a list of visits cannot do without. */
export function visitRules(mapping?: VisitMapping): HeaderRules<VisitField> {
  return {
    known: visitHeaders,
    mapping,
    lacks: (fields) =>
      !fields.has('patientId') && !fields.has('patientPhone')
        ? "the patient's card number"
        : !fields.has('startsAt') && !fields.has('date')
          ? 'the start'
          : null,
  };
}
