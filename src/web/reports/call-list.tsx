import { CallLine } from './call-line.tsx';
import { OpenedCall } from './opened-call.tsx';
import { PagedList } from './paged-list.tsx';
import classes from './reports.module.css';
import type { CountedCall } from './shapes.ts';
import { usePages } from './use-pages.ts';

/** The calls behind a figure. */
export function CallList({ asked }: { asked: Record<string, string> }) {
  const pages = usePages<CountedCall>('reports/calls', asked);
  return (
    <PagedList pages={pages}>
      {(calls) =>
        calls.map((call) => (
          <li key={call.id} className={classes.row} data-testid="listed-row">
            <OpenedCall callId={call.id}>
              <CallLine call={call} />
            </OpenedCall>
          </li>
        ))
      }
    </PagedList>
  );
}
