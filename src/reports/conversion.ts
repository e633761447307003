import { z } from 'zod';
import type { DataLevel } from '../callers/index.ts';
import { contactGroups, targetGroups, type ContactGroup } from './contact.ts';
import type { ContactFigure } from './contact-figures.ts';
import { total, type ContactCounts } from './count-contacts.ts';
import { atLeastLevel, figure, figureSchema, share, unknownFigure, type Figure } from './figure.ts';

/** What can be told of the branch, or of the branch that tells least. */
export interface KnownData {
  level: DataLevel;
  firstTime: 'yes' | 'directory-only' | 'no';
}

export const conversionColumns = ['ungrouped', 'grouped', 'wants', 'booked-or-waiting', 'booked', 'came'] as const;
export type ConversionColumn = (typeof conversionColumns)[number];

const columnSchema = z.object({
  id: z.enum(conversionColumns),
  total: figureSchema,
  groups: z
    .partialRecord(z.enum(contactGroups), figureSchema)
    .describe('green own-visit, blue staff, light blue contractor, red first-time, yellow returning'),
});
export const conversionSchema = z.object({
  columns: z.array(columnSchema).describe('never grow to the right'),
  rates: z.object({
    bookedOrWaiting: figureSchema.describe('of those who want to book'),
    booked: figureSchema,
    came: figureSchema.describe('of booked visits that are due'),
  }),
  ahead: figureSchema.describe('booked, the visit is still to come: the forecast'),
  due: figureSchema.describe('booked, the visit is due'),
  markedOnly: figureSchema.describe('reception marked «booked», the MIS has no visit'),
  unreviewed: figureSchema.describe('presumed to want to book; nobody said what came of it'),
  unknown: figureSchema.describe('of no class: withheld and shared numbers, no fresh directory'),
  lost: figureSchema.describe('no conversation by the end of the next working day'),
  unanswered: figureSchema.describe('no conversation yet, the term is running'),
  split: z
    .enum(['first-time', 'directory', 'none'])
    .describe('what red and yellow tell apart: directory: only who is in it'),
});
export type Conversion = z.infer<typeof conversionSchema>;

/** The levels from which each colour is known. */
const groupLevel: Readonly<Record<ContactGroup, DataLevel>> = {
  'first-time': 'T1',
  returning: 'T1',
  'target-unknown': 'T0',
  'own-visit': 'T3',
  staff: 'T0',
  contractor: 'T0',
  other: 'T0',
  unknown: 'T0',
};

/** Who booked is known from the MIS, below T3 from the marks of reception. */
export function bookedBy(level: DataLevel): 'mis' | 'marks' {
  return atLeastLevel(level, 'T3') ? 'mis' : 'marks';
}

/** The six columns from what was counted. Pure. */
export function conversionOf(counts: ContactCounts | undefined, { level, firstTime }: KnownData): Conversion {
  const marks = (counts?.said ?? 0) > 0;
  const visits = atLeastLevel(level, 'T3');
  const people = atLeastLevel(level, 'T1');

  /** Of target contacts: from marks alone where there is no directory, and unknown where nobody marked either. */
  const target = (name: ContactFigure, groups?: readonly ContactGroup[]): Figure => {
    const value = total(counts, name, groups);
    if (name === 'wants' || name === 'unreviewed')
      return people ? figure(value, 'T1', 'presumed') : marks ? figure(value, 'T1', 'marks') : unknownFigure('T1');
    if (name === 'came' || name === 'ahead' || name === 'due' || name === 'marked-only')
      return visits ? figure(value, 'T3', 'mis') : unknownFigure('T3');
    return visits ? figure(value, 'T3', 'mis') : marks ? figure(value, 'T3', 'marks') : unknownFigure('T3');
  };
  const all = (name: ContactFigure | 'openings'): Conversion['columns'][number]['groups'] =>
    Object.fromEntries(
      contactGroups.map((group) => {
        const known = atLeastLevel(level, groupLevel[group]);
        const value = total(counts, name, [group]);
        const basis = group === 'staff' || group === 'contractor' || group === 'unknown' ? 'pbx' : 'presumed';
        const said = group === 'other' || group === 'target-unknown';
        return [
          group,
          said
            ? marks || visits
              ? figure(value, 'T0', 'marks')
              : unknownFigure('T0')
            : known
              ? figure(value, groupLevel[group], group === 'own-visit' ? 'mis' : basis)
              : unknownFigure(groupLevel[group]),
        ];
      }),
    );
  const ofTarget = (name: ContactFigure): Conversion['columns'][number]['groups'] =>
    Object.fromEntries(targetGroups.map((group) => [group, target(name, [group])]));

  const [wants, any, booked, came] = (['wants', 'booked-or-waiting', 'booked', 'came'] as const).map((name) =>
    target(name),
  ) as [Figure, Figure, Figure, Figure];
  const due = target('due');
  return {
    columns: [
      { id: 'ungrouped', total: figure(total(counts, 'openings'), 'T0', 'pbx'), groups: all('openings') },
      { id: 'grouped', total: figure(total(counts, 'contacts'), 'T0', 'pbx'), groups: all('contacts') },
      { id: 'wants', total: wants, groups: ofTarget('wants') },
      { id: 'booked-or-waiting', total: any, groups: ofTarget('booked-or-waiting') },
      { id: 'booked', total: booked, groups: ofTarget('booked') },
      { id: 'came', total: came, groups: ofTarget('came') },
    ],
    rates: { bookedOrWaiting: share(any, wants), booked: share(booked, wants), came: share(came, due) },
    ahead: target('ahead'),
    due,
    markedOnly: target('marked-only'),
    unreviewed: target('unreviewed'),
    unknown: figure(total(counts, 'contacts', ['unknown']), 'T0', 'pbx'),
    lost: figure(total(counts, 'lost'), 'T0', 'pbx'),
    unanswered: figure(total(counts, 'unanswered'), 'T0', 'pbx'),
    split: !people || firstTime === 'no' ? 'none' : firstTime === 'yes' ? 'first-time' : 'directory',
  };
}
