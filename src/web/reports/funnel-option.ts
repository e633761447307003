import type { BarSeriesOption } from 'echarts/charts';
import type { EChartsCoreOption } from 'echarts/core';
import { contactGroups, type ContactGroup, type Conversion } from './shapes.ts';

/** IDENT's colours: green, blue, light blue, red, yellow. */
export const groupColors: Readonly<Record<ContactGroup, string>> = {
  'own-visit': '#2b9a45',
  staff: '#1c64b7',
  contractor: '#4fb3d9',
  'first-time': '#d92d2d',
  returning: '#f2b705',
  'target-unknown': '#e8842c',
  other: '#aab4bd',
  unknown: '#7b8791',
};

export interface FunnelLook {
  /** Bars lie: for a narrow screen. */
  lying: boolean;
  text: string;
  edge: string;
  font: string;
  name: (what: string) => string;
  total: (index: number) => string;
}

/** Where a click fell: a column, and a colour unless it was the bar as a whole. */
export interface FunnelPlace {
  column: number;
  group: ContactGroup | null;
}

/** Six columns stacked by colour, the time before as an outline beside them, the forecast hatched on the last one. Pure. */
export function funnelOption(
  { columns, ahead }: Conversion,
  previous: Conversion,
  { lying, text, edge, font, name, total }: FunnelLook,
): EChartsCoreOption {
  const last = columns.length - 1;
  const parts: BarSeriesOption[] = contactGroups
    .filter((group) => columns.some((column) => (column.groups[group]?.value ?? 0) > 0))
    .map((group) => ({
      ...{ type: 'bar', id: group, name: name(`groups.${group}`), stack: 'now', barMaxWidth: 64 },
      itemStyle: { color: groupColors[group], ...(group === 'target-unknown' && { decal: hatching }) },
      data: columns.map((column) => column.groups[group]?.value ?? null),
    }));
  const colorless = columns.map((column) => withoutColor(column));
  const rest: BarSeriesOption = {
    ...{ type: 'bar', id: 'rest', name: name('noColor'), stack: 'now' },
    itemStyle: { color: '#c9d1d8', decal: hatching },
    data: colorless,
  };
  const forecast: BarSeriesOption = {
    ...{ type: 'bar', id: 'ahead', name: name('figures.ahead'), stack: 'now' },
    itemStyle: { color: '#f2d98a', decal: hatching },
    data: columns.map((_, index) => (index === last ? ahead.value : null)),
  };
  const totals: BarSeriesOption = {
    ...{ type: 'bar', id: 'total', stack: 'now', silent: true, tooltip: { show: false } },
    itemStyle: { color: 'transparent' },
    label: {
      ...{ show: true, position: lying ? 'right' : 'top', color: text, fontFamily: font, fontSize: 14 },
      formatter: ({ dataIndex }) => total(dataIndex),
    },
    data: columns.map(() => 0),
  };
  const before: BarSeriesOption = {
    ...{ type: 'bar', id: 'previous', name: name('previous'), barMaxWidth: 18, barGap: '12%' },
    itemStyle: { color: 'transparent', borderColor: edge, borderWidth: 1.5, borderType: 'dashed' },
    data: previous.columns.map((column) => column.total.value),
  };
  const names = {
    ...{ type: 'category', data: columns.map(({ id }) => name(`columns.${id}`)), inverse: lying },
    axisLabel: {
      color: text,
      fontFamily: font,
      fontSize: 13,
      interval: 0,
      lineHeight: 16,
      width: lying ? 108 : 130,
      overflow: 'break',
    },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: edge } },
  };
  const amounts = {
    ...{ type: 'value', minInterval: 1 },
    axisLabel: { color: text, fontFamily: font, show: !lying },
    splitLine: { lineStyle: { color: edge, opacity: 0.35 } },
  };
  return {
    animation: false,
    textStyle: { fontFamily: font },
    grid: { left: 4, right: lying ? 40 : 8, top: lying ? 4 : 28, bottom: 4, outerBoundsMode: 'same' },
    tooltip: { trigger: 'item', confine: true },
    xAxis: lying ? amounts : names,
    yAxis: lying ? names : amounts,
    series: [
      ...parts,
      ...(colorless.some((value) => value > 0) ? [rest] : []),
      ...(ahead.value === null || ahead.value === 0 ? [] : [forecast]),
      totals,
      before,
    ],
  };
}

/** How much of a column no colour is known of. */
export function withoutColor({ total, groups }: Conversion['columns'][number]): number {
  const told = contactGroups.reduce((sum, group) => sum + (groups[group]?.value ?? 0), 0);
  return total.value === null ? 0 : Math.max(0, total.value - told);
}

const hatching = {
  ...{ color: 'rgba(0, 0, 0, 0.28)', dashArrayX: [1, 0] as [number, number], dashArrayY: [2, 5] as [number, number] },
  ...{ rotation: -Math.PI / 4, symbolSize: 1 },
};
