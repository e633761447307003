import { Drawer, SegmentedControl, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CallList } from './call-list.tsx';
import { ContactList } from './contact-list.tsx';
import { DifferenceList } from './difference-list.tsx';
import classes from './reports.module.css';
import type { VisitReport } from './visit-columns.ts';
import { VisitList } from './visit-list.tsx';

/** A figure that was opened: what the API lists behind it. */
export interface Opened {
  title: string;
  lists: {
    /** Where there is more than one. */
    title?: string;
    of: 'contacts' | 'calls' | 'visits' | 'differences';
    asked: Record<string, string>;
    /** Of visits: which report. */
    report?: VisitReport;
  }[];
  /** Contacts by their calls: what the column «без группировки» counts. */
  ungrouped?: boolean;
}

/** What a figure was counted from: as many rows as the figure says, each with its calls and recordings. */
export function ListDrawer({ opened, onClose }: { opened: Opened | null; onClose(): void }) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      position="right"
      size={narrow ? '100%' : 680}
      title={opened?.title}
      closeButtonProps={{ 'aria-label': t('page.close') }}
      data-testid="report-list"
    >
      {opened !== null && <Lists key={JSON.stringify(opened)} opened={opened} />}
    </Drawer>
  );
}

function Lists({ opened }: { opened: Opened }) {
  const { t } = useTranslation();
  const [grouped, setGrouped] = useState(opened.ungrouped !== true);
  return (
    <Stack gap="md">
      {opened.lists.some((list) => list.of === 'contacts') && (
        <SegmentedControl
          aria-label={t('reports.grouping')}
          value={grouped ? 'grouped' : 'ungrouped'}
          onChange={(value) => setGrouped(value === 'grouped')}
          data={[
            { value: 'grouped', label: t('reports.columns.grouped') },
            { value: 'ungrouped', label: t('reports.columns.ungrouped') },
          ]}
          data-testid="list-grouping"
        />
      )}
      {opened.lists.map((list) => (
        <section key={JSON.stringify(list)}>
          {list.title !== undefined && <h3 className={classes.listTitle}>{list.title}</h3>}
          {list.of === 'contacts' && <ContactList asked={list.asked} grouped={grouped} />}
          {list.of === 'calls' && <CallList asked={list.asked} />}
          {list.of === 'visits' && list.report !== undefined && <VisitList report={list.report} asked={list.asked} />}
          {list.of === 'differences' && <DifferenceList asked={list.asked} />}
        </section>
      ))}
    </Stack>
  );
}
