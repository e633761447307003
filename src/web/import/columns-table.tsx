import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { peopleFields } from '../../contracts/people-field.ts';
import classes from './import.module.css';
import { withColumn } from './mapping.ts';
import type { Mapping, PreviewColumn } from './shapes.ts';

/** Each column of the file with what it is taken for and cells of its first rows. */
export function ColumnsTable({
  columns,
  onChange,
}: {
  columns: readonly PreviewColumn[];
  onChange(mapping: Mapping): void;
}) {
  const { t } = useTranslation();
  const options = [
    { value: '', label: t('import.unused') },
    ...peopleFields.map((field) => ({ value: field, label: t(`import.field.${field}`) })),
  ];
  return (
    <ul className={classes.columns} aria-label={t('import.columns')} data-testid="columns">
      {columns.map(({ header, field, samples }, index) => (
        <li key={`${index} ${header}`} data-unused={field === null || undefined} data-testid="column">
          <b className={classes.header}>{header}</b>
          <Select
            aria-label={t('import.isWhat', { column: header })}
            data={options}
            value={field ?? ''}
            onChange={(value) =>
              onChange(withColumn(columns, header, peopleFields.find((one) => one === value) ?? null))
            }
            allowDeselect={false}
            searchable
            className={classes.field ?? ''}
            data-testid="column-field"
          />
          <span className={classes.samples} data-testid="samples">
            {samples.length === 0 ? t('import.emptyColumn') : samples.join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}
