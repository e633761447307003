export const visitReports = ['consultations', 'completed', 'cancelled'] as const;
export type VisitReport = (typeof visitReports)[number];

/** IDENT's colours of visits. */
const red = '#d92d2d';
const green = '#2b9a45';
const grey = '#aab4bd';
const orange = '#e8842c';
const yellow = '#f2c94c';

export interface VisitColumn {
  /** The figure that the column shows; two where what took place and what is to come stand side by side. */
  figures: readonly [string, ...string[]];
  parts: readonly (readonly [figure: string, color: string])[];
}

/** The columns of each report from left to right; none is longer than the one before. */
export const visitColumns: Readonly<Record<VisitReport, readonly VisitColumn[]>> = {
  consultations: [
    {
      figures: ['all'],
      parts: [
        ['needs-treatment', red],
        ['needs-nothing', green],
        ['not-marked', grey],
      ],
    },
    { figures: ['needs-treatment'], parts: [['needs-treatment', red]] },
    {
      figures: ['began'],
      parts: [
        ['came', orange],
        ['ahead', yellow],
        ['in-tasks', yellow],
      ],
    },
  ],
  completed: [
    {
      figures: ['all'],
      parts: [
        ['needs-more', red],
        ['needs-nothing', green],
        ['not-marked', grey],
      ],
    },
    { figures: ['booked'], parts: [['booked', orange]] },
    {
      figures: ['came', 'ahead'],
      parts: [
        ['came', green],
        ['ahead', yellow],
      ],
    },
  ],
  cancelled: [
    {
      figures: ['all'],
      parts: [
        ['needs-treatment', red],
        ['needs-nothing', green],
      ],
    },
    { figures: ['booked'], parts: [['booked', orange]] },
    {
      figures: ['came', 'ahead'],
      parts: [
        ['came', green],
        ['ahead', yellow],
      ],
    },
  ],
};

/** All figures in the order of the tiles. */
export const visitTiles: Readonly<Record<VisitReport, readonly string[]>> = {
  consultations: ['needs-treatment', 'came', 'ahead', 'in-tasks', 'needs-nothing', 'not-marked'],
  completed: ['needs-more', 'booked', 'came', 'ahead', 'in-tasks', 'needs-nothing', 'not-marked'],
  cancelled: ['needs-treatment', 'came', 'ahead', 'in-tasks', 'needs-nothing'],
};
