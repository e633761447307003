import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Switch } from 'wouter';
import { PageFrame } from '../page/page-frame.tsx';
import { FailureBoundary } from '../workplace/failure-boundary.tsx';
import type { ShellPage } from './pages.ts';
import classes from './shell.module.css';

interface CurrentPageProps {
  pages: readonly ShellPage[];
  /** False while it is not known who is here, so no address is wrong yet. */
  known: boolean;
}

/** The page of the address. A page that fails or is still loading leaves header, navigation and rings as they are. */
export function CurrentPage({ pages, known }: CurrentPageProps) {
  return (
    <div id="page" className={classes.page} tabIndex={-1}>
      <Switch>
        {pages.map((page) => (
          <Route key={page.id} path={page.path}>
            <FailureBoundary key={page.id}>
              <Suspense fallback={<Loading title={page.titleKey} />}>
                <page.component />
              </Suspense>
            </FailureBoundary>
          </Route>
        ))}
        <Route>{known ? <NoSuchPage /> : <Loading title="product" />}</Route>
      </Switch>
    </div>
  );
}

function Loading({ title }: { title: string }) {
  const { t } = useTranslation();
  return <PageFrame title={t(title)} state="loading" />;
}

function NoSuchPage() {
  const { t } = useTranslation();
  return <PageFrame title={t('shell.noSuchPage')} state="empty" empty={t('shell.noSuchPageHint')} />;
}
