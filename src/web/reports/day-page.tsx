import { Button, TextInput } from '@mantine/core';
import IconPrinter from '@tabler/icons-react/dist/esm/icons/IconPrinter.mjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { PageFrame } from '../page/page-frame.tsx';
import { Phone } from '../page/phone.tsx';
import { clockTime, dateIn, dayAndMonth } from '../words/calendar.ts';
import { serverNow } from '../words/server-clock.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import { ConversionSteps } from './conversion-steps.tsx';
import { DataNote } from './data-note.tsx';
import { DirectorTiles } from './director-tiles.tsx';
import { FigureValue } from './figure-value.tsx';
import { countWords, operatorWords } from './figure-words.ts';
import { ListDrawer, type Opened } from './list-drawer.tsx';
import { askedOf, useReportFilter } from './report-filter.ts';
import { ReportFilters } from './report-filters.tsx';
import classes from './reports.module.css';
import type { Contact, Conversion, DayReport } from './shapes.ts';
import { useReport } from './use-report.ts';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

/** One day on one sheet of paper. */
export function Page() {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const filter = useReportFilter('today');
  const [, go] = useLocation();
  const { day: told } = useParams<{ day?: string }>();
  const today = dateIn(filter.zone, serverNow());
  const day = told !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(told) ? told : today;
  const asked: Record<string, string> = { day, ...(filter.branch !== null && { branch: filter.branch }) };
  const report = useReport<DayReport>('reports/day', asked, filter);
  const { data } = report;
  const wide = askedOf({ ...filter, from: day, to: day });
  const [opened, setOpened] = useState<Opened | null>(null);
  const title = `${t('reports.day.title')}: ${dayAndMonth(`${day}T12:00:00Z`, 'UTC', i18n.language, serverNow())}`;

  return (
    <PageFrame
      title={title}
      query={report.frame}
      filters={
        <>
          <TextInput
            type="date"
            aria-label={t('reports.day.day')}
            value={day}
            max={today}
            onChange={({ currentTarget: { value } }) => {
              if (value !== '') go(`/reports/day/${value}${location.search}`, { replace: true });
            }}
            data-testid="day"
          />
          <ReportFilters filter={filter} days={false} />
        </>
      }
      actions={
        <Button leftSection={<IconPrinter size={18} aria-hidden="true" />} onClick={() => print()} data-testid="print">
          {t('reports.day.print')}
        </Button>
      }
    >
      {data !== undefined && (
        <article
          className={classes.report}
          data-outdated={report.outdated || undefined}
          aria-label={title}
          tabIndex={0}
          data-testid="day-report"
        >
          <p className={classes.onPaper}>
            {data.branch === null ? t('reports.network') : places.branchName(data.branch)}
          </p>
          <DataNote head={data} conversion={data.conversion} />
          <DirectorTiles report={data} asked={wide} />
          <ConversionSteps conversion={data.conversion} />
          <div className={classes.pair}>
            <Counted
              title={t('reports.by.owner')}
              rows={(data.administrators ?? []).map((one) => ({
                ...{ id: one.value ?? '', name: operatorWords(t, one.operator), conversion: one.conversion },
              }))}
            />
            <Counted
              title={t('reports.by.channel')}
              rows={data.channels.map((one) => ({
                ...{
                  id: one.channel ?? '',
                  name: one.channel ?? t('reports.none.channel'),
                  conversion: one.conversion,
                },
              }))}
            />
          </div>
          {(['unanswered', 'lost'] as const).map((figure) => {
            const name = t(`reports.figures.${figure}`);
            return (
              <Waiting
                key={figure}
                title={name}
                contacts={data[figure]}
                all={data.conversion[figure].value ?? 0}
                onMore={() => setOpened({ title: name, lists: [{ of: 'contacts', asked: { ...wide, figure } }] })}
              />
            );
          })}
        </article>
      )}
      <ListDrawer opened={opened} onClose={() => setOpened(null)} />
    </PageFrame>
  );
}

function Counted({ title, rows }: { title: string; rows: { id: string; name: string; conversion: Conversion }[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  const shown = ['grouped', 'wants', 'booked'] as const;
  return (
    <table className={classes.sheet}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          {shown.map((id) => (
            <th key={id} scope="col" className={classes.right}>
              {t(`reports.columns.${id === 'grouped' ? 'contacts' : id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, conversion }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            {shown.map((column) => {
              const figure = conversion.columns.find((one) => one.id === column)?.total;
              return (
                <td key={column} className={classes.right}>
                  {figure !== undefined && <FigureValue bare figure={figure} />}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface WaitingProps {
  title: string;
  /** The first of them. */
  contacts: readonly Contact[];
  /** How many there are. */
  all: number;
  onMore(): void;
}

/** A sheet has room for the first ones; it says how many there are besides. */
function Waiting({ title, contacts, all, onMore }: WaitingProps) {
  const { t, i18n } = useTranslation();
  if (contacts.length === 0) return null;
  return (
    <table className={classes.sheet} data-testid="waiting">
      <caption>{title}</caption>
      <tbody>
        {contacts.map((contact) => (
          <tr key={contact.id}>
            <td>{clockTime(contact.openedAt, contact.zone, i18n.language)}</td>
            <td>{contact.phone === null ? t('calls.hiddenNumber') : <Phone number={contact.phone} />}</td>
            <td>{t(`reports.groups.${contact.group}`)}</td>
            <td>{t('reports.day.missed', { count: contact.missed })}</td>
            <td>
              {Date.parse(contact.answerDueAt) > serverNow() &&
                t('reports.day.until', {
                  moment: momentWords(t, contact.answerDueAt, contact.zone, i18n.language, serverNow()),
                })}
            </td>
          </tr>
        ))}
      </tbody>
      {all > contacts.length && (
        <tfoot>
          <tr>
            <td colSpan={5}>
              <button type="button" className={classes.link} onClick={onMore} data-testid="waiting-more">
                {t('reports.day.more', { count: countWords(all - contacts.length, i18n.language) })}
              </button>
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
