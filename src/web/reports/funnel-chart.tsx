import { useComputedColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { figureWords } from './figure-words.ts';
import { funnelOption, type FunnelPlace } from './funnel-option.ts';
import classes from './reports.module.css';
import { contactGroups, type Conversion } from './shapes.ts';

use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

interface FunnelChartProps {
  conversion: Conversion;
  previous: Conversion;
  onOpen(place: FunnelPlace): void;
}

/** The six columns as a picture. The table below it says the same to who cannot see it, and opens the same lists. */
export function FunnelChart({ conversion, previous, onOpen }: FunnelChartProps) {
  const { t, i18n } = useTranslation();
  const scheme = useComputedColorScheme('light');
  const lying = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const place = useRef<HTMLDivElement>(null);
  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  });

  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const { color, fontFamily } = getComputedStyle(element);
    const chart = init(element, null, { renderer: 'svg' });
    chart.setOption(
      funnelOption(conversion, previous, {
        ...{ lying, text: color, font: fontFamily },
        edge: scheme === 'dark' ? '#8a96a1' : '#6b7782',
        name: (what) => t(`reports.${what}`),
        total: (index) => {
          const column = conversion.columns[index];
          if (column === undefined) return '';
          const counted = figureWords(t, column.total, i18n.language);
          const { ahead } = conversion;
          const forecast = column.id === 'came' && (ahead.value ?? 0) > 0;
          return forecast ? `${counted} + ${figureWords(t, ahead, i18n.language)}` : counted;
        },
      }),
    );
    chart.on('click', ({ seriesId, dataIndex }) => {
      if (dataIndex === undefined || seriesId === 'previous') return;
      const group = contactGroups.find((one) => one === seriesId) ?? null;
      open.current({ column: seriesId === 'ahead' ? -1 : dataIndex, group });
    });
    const resized = new ResizeObserver(() => chart.resize());
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.dispose();
    };
  }, [conversion, previous, lying, scheme, t, i18n.language]);

  return (
    <div
      ref={place}
      className={classes.chart}
      role="img"
      aria-label={conversion.columns
        .map(({ id, total }) => `${t(`reports.columns.${id}`)}: ${figureWords(t, total, i18n.language)}`)
        .join(', ')}
      data-testid="funnel"
    />
  );
}
