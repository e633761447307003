import { presetPeriod, type Preset } from '../page/period.ts';
import { type Address, useAddress } from '../page/use-address.ts';
import { serverNow } from '../words/server-clock.ts';
import { usePlaces } from '../workplace/workplace-context.ts';

const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text);

export interface ReportFilter {
  /** Null: the network. */
  branch: string | null;
  from: string;
  to: string;
  /** IANA; of the branch, or of the first one. */
  zone: string;
  /** Anything else that the address says. */
  told(name: string): string | null;
  set: Address['set'];
}

/** Branch and days of a report. */
export function useReportFilter(first: Preset): ReportFilter {
  const places = usePlaces();
  const { params: address, set } = useAddress();
  const branch = address.get('branch');
  const zone = places.zone(branch);
  const [from, to] = [address.get('from'), address.get('to')];
  const period = isDay(from) && isDay(to) && from <= to ? { from, to } : presetPeriod(first, zone, serverNow());
  return {
    ...{ branch, zone, ...period },
    told: (name) => address.get(name),
    set,
  };
}

/** The query of the API for this branch and these days, with more where it is told. */
export function askedOf(
  { branch, from, to }: Pick<ReportFilter, 'branch' | 'from' | 'to'>,
  more: Record<string, string | null> = {},
): Record<string, string> {
  const asked = { branch, from, to, ...more };
  return Object.fromEntries(Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== null));
}
