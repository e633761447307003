import { Drawer } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import classes from './history.module.css';
import type { HistoryItem } from './shapes.ts';
import { Siblings } from './siblings.tsx';
import { useOpener } from './use-opener.ts';

export interface OneDrawerProps {
  /** What is of the same contact, newest first. */
  siblings: readonly HistoryItem[];
  onOther(name: string): void;
  onClose(): void;
}

/** One row of the history, opened: a call or a request, with the others of its contact. */
export function OneDrawer<One>({
  query,
  name,
  testId,
  title,
  children,
  siblings,
  onOther,
  onClose,
}: OneDrawerProps & {
  query: UseQueryResult<One>;
  /** Of this one among its siblings. */
  name: string;
  testId: string;
  title: ReactNode;
  children(one: One): ReactNode;
}) {
  const { t } = useTranslation();
  useOpener();
  const one = query.data;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={title}
      closeButtonProps={{ 'aria-label': t('page.close') }}
      returnFocus={false}
      data-testid={testId}
    >
      {query.error !== null && one === undefined ? (
        <ProblemAlert error={query.error} retrying={query.isFetching} onRetry={() => void query.refetch()} />
      ) : one === undefined ? (
        <p role="status">{t('page.loading')}</p>
      ) : (
        <div className={classes.details}>
          {siblings.length > 1 && <Siblings items={siblings} shown={name} onOther={onOther} />}
          {children(one)}
        </div>
      )}
    </Drawer>
  );
}
