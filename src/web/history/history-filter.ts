import { callClasses } from '../../contracts/call-classes.ts';
import { presetPeriod, type Period, periodInstants } from '../page/period.ts';

export const directions = ['in', 'out', 'internal'] as const;
export const kinds = ['call', 'request'] as const;
export const results = ['missed', 'lost', 'answered', 'unanswered'] as const;

/** What the page shows; '' stands for any. It lives in the address, so that a link opens the same list. */
export interface HistoryFilter {
  /** Null: all the time. */
  period: Period | null;
  search: string;
  kind: (typeof kinds)[number] | '';
  result: (typeof results)[number] | '';
  direction: (typeof directions)[number] | '';
  class: (typeof callClasses)[number] | '';
  branch: string;
  line: string;
  seat: string;
  recording: boolean;
  grouped: boolean;
}

const narrowing = ['kind', 'result', 'direction', 'class', 'branch', 'line', 'seat'] as const;
const day = /^\d{4}-\d\d-\d\d$/;

export function readFilter(params: URLSearchParams, zone: string, now: number): HistoryFilter {
  const word = (name: string): string => params.get(name) ?? '';
  const one = <Word extends string>(name: string, known: readonly Word[]): Word | '' =>
    known.find((each) => each === params.get(name)) ?? '';
  const [from, to] = [word('from'), word('to')];
  return {
    period:
      params.get('period') === 'all'
        ? null
        : day.test(from) && day.test(to) && from <= to
          ? { from, to }
          : presetPeriod('month', zone, now),
    search: word('q'),
    kind: one('kind', kinds),
    result: one('result', results),
    direction: one('direction', directions),
    class: one('class', callClasses),
    branch: word('branch'),
    line: word('line'),
    seat: word('seat'),
    recording: params.get('recording') === 'true',
    grouped: params.get('grouped') !== 'false',
  };
}

/** What of a filter differs from the first look at the page, for the address; the usual month moves with the days. */
export function writeFilter(filter: HistoryFilter, zone: string, now: number): URLSearchParams {
  const params = new URLSearchParams();
  const { period, search, recording, grouped } = filter;
  const usual = presetPeriod('month', zone, now);
  if (period === null) params.set('period', 'all');
  else if (period.from !== usual.from || period.to !== usual.to) {
    params.set('from', period.from);
    params.set('to', period.to);
  }
  if (search !== '') params.set('q', search);
  for (const name of narrowing) if (filter[name] !== '') params.set(name, filter[name]);
  if (recording) params.set('recording', 'true');
  if (!grouped) params.set('grouped', 'false');
  return params;
}

/** The same for the API, without page and cursor. */
export function historyQuery(filter: HistoryFilter, zone: string): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.period !== null) {
    const { from, to } = periodInstants(filter.period, zone);
    params.set('from', from);
    // The end of the API's period belongs to it.
    params.set('to', new Date(Date.parse(to) - 1).toISOString());
  }
  const search = filter.search.trim();
  if (search !== '') params.set('search', search);
  for (const name of narrowing) if (filter[name] !== '') params.set(name, filter[name]);
  if (filter.recording) params.set('recording', 'true');
  return params;
}

/** How many of the filters behind the button are set. */
export function hiddenFilters(filter: HistoryFilter): number {
  return (
    (['kind', 'direction', 'class', 'branch', 'line', 'seat'] as const).filter((name) => filter[name] !== '').length +
    (filter.recording ? 1 : 0)
  );
}
