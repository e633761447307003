import { localMoment } from './opening.ts';

/** Advertising that brought its calls by a line for a time. */
export interface Campaign {
  name: string;
  /** Where it is placed (`yandex`, `2gis`, a billboard). */
  source: string | null;
  /** First and last local day `yyyy-MM-dd`, null: without a bound. */
  from: string | null;
  to: string | null;
  /** In the clinic's currency; null: not told. */
  costPerMonth: number | null;
}

/** The campaign whose calls a line brings at an instant: one with dates before the line's plain `campaign`. */
export function campaignAt(
  line: { campaign: string | undefined; campaigns?: readonly Campaign[] | undefined } | undefined,
  at: Date,
  zone: string,
): Campaign | null {
  if (line === undefined) return null;
  if (line.campaigns !== undefined && line.campaigns.length > 0) {
    const { date } = localMoment(at, zone);
    const dated = line.campaigns.find(({ from, to }) => (from === null || from <= date) && (to === null || date <= to));
    if (dated !== undefined) return dated;
  }
  return line.campaign === undefined
    ? null
    : { name: line.campaign, source: null, from: null, to: null, costPerMonth: null };
}
