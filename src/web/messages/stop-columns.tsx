import type { TFunction } from 'i18next';
import type { DataColumn } from '../page/data-table.tsx';
import { Phone } from '../page/phone.tsx';
import type { Stop } from './shapes.ts';

/** Outside of the page, so that a cell is not another component at every render. */
export function stopColumns(t: TFunction, moment: (instant: string) => string): DataColumn<Stop>[] {
  return [
    { id: 'phone', header: t('messages.phone'), cell: (row) => <Phone number={row.phone} /> },
    { id: 'scope', header: t('messages.scope'), cell: (row) => t(`messages.scopes.${row.scope}`) },
    { id: 'at', header: t('messages.since'), cell: (row) => moment(row.at), wide: true },
    { id: 'source', header: t('messages.source'), cell: (row) => row.source, wide: true },
    { id: 'who', header: t('messages.who'), cell: (row) => row.who, wide: true },
  ];
}
