import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';
import { PageFrame } from '../page/page-frame.tsx';
import { Accounts } from './accounts.tsx';
import { AuditList } from './audit-list.tsx';
import { DataSources } from './data-sources.tsx';
import { LatencyView } from './latency-view.tsx';
import { UndeliveredList } from './undelivered-list.tsx';
import { UnreadableList } from './unreadable-list.tsx';
import classes from './cockpit.module.css';

export { words } from './words.ts';

const parts: readonly { id: string; view: ComponentType }[] = [
  { id: 'accounts', view: Accounts },
  { id: 'undelivered', view: UndeliveredList },
  { id: 'unreadable', view: UnreadableList },
  { id: 'data', view: DataSources },
  { id: 'latency', view: LatencyView },
  { id: 'audit', view: AuditList },
];

/** «Подключения»: what Trubka is joined to, what did not get through, how old what it knows is. */
export function Page() {
  const { t } = useTranslation();
  const { part: wanted } = useParams<{ part?: string }>();
  const open = parts.find(({ id }) => id === wanted) ?? parts[0]!;
  return (
    <PageFrame
      title={t('pages.cockpit')}
      filters={
        <nav className={classes.parts} aria-label={t('cockpit.parts')}>
          {parts.map(({ id }) => (
            <Link
              key={id}
              href={id === 'accounts' ? '/settings/connections' : `/settings/connections/${id}`}
              className={classes.part ?? ''}
              aria-current={id === open.id ? 'page' : undefined}
              data-testid={`part-${id}`}
            >
              {t(`cockpit.part.${id}`)}
            </Link>
          ))}
        </nav>
      }
    >
      <open.view key={open.id} />
    </PageFrame>
  );
}
