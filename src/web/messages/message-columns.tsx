import type { TFunction } from 'i18next';
import type { DataColumn } from '../page/data-table.tsx';
import { Phone } from '../page/phone.tsx';
import { reasonWords } from './reason-words.ts';
import classes from './messages.module.css';
import type { Message } from './shapes.ts';

/** Outside of the page, so that a cell is not another component at every render. */
export function messageColumns(
  t: TFunction,
  say: {
    money(sum: number): string;
    moment(message: Message, instant: string): string;
    branch(id: string | null): string;
    template(id: string): string;
  },
): DataColumn<Message>[] {
  return [
    { id: 'due', header: t('messages.when'), cell: (row) => say.moment(row, row.sentAt ?? row.dueAt) },
    {
      id: 'phone',
      header: t('messages.to'),
      cell: (row) => (row.phone === null ? t('messages.erased') : <Phone number={row.phone} />),
    },
    {
      id: 'template',
      header: t('messages.template'),
      cell: (row) => (
        <>
          {say.template(row.template)}
          <div className={classes.quiet}>{say.branch(row.branch)}</div>
        </>
      ),
      wide: true,
    },
    {
      id: 'state',
      header: t('messages.state'),
      cell: (row) => (
        <>
          <span className={classes.state} data-state={row.state} data-testid="message-is">
            {t(`messages.states.${row.state}`)}
          </span>
          {row.reason !== null && <div className={classes.quiet}>{reasonWords(t, row.reason)}</div>}
        </>
      ),
    },
    {
      id: 'answer',
      header: t('messages.answer'),
      cell: (row) => (row.answer === null ? '' : t(`messages.answers.${row.answer}`)),
      wide: true,
    },
    {
      id: 'cost',
      header: t('messages.cost'),
      cell: (row) => (row.cost === null ? '' : say.money(row.cost)),
      align: 'right',
      wide: true,
    },
  ];
}
