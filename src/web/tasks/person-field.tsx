import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './tasks.module.css';
import type { ChosenPerson } from './wish-form.ts';

interface PersonFieldProps {
  value: ChosenPerson | null;
  onChange(person: ChosenPerson | null): void;
}

/** Somebody of the directory, by the beginnings of the words of the name. */
export function PersonField({ value, onChange }: PersonFieldProps) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const [name, setName] = useState('');
  const [asked] = useDebouncedValue(name.trim(), 250);
  const found = useQuery({
    queryKey: ['people', asked],
    queryFn: ({ signal }) => api.findPeople(asked, signal),
    enabled: value === null && asked.length >= 2,
  });
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeZone: 'UTC' });
  if (value !== null)
    return (
      <div className={classes.told} data-testid="chosen-person">
        <b>{value.name}</b>
        <Button variant="subtle" size="compact-sm" onClick={() => onChange(null)}>
          {t('tasks.wish.another')}
        </Button>
      </div>
    );
  const items = found.data?.items ?? [];
  return (
    <div>
      <TextInput
        type="search"
        label={t('tasks.wish.who')}
        placeholder={t('tasks.wish.find')}
        value={name}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="wish-person"
      />
      {found.isError && (
        <p role="alert" className={classes.late}>
          {t('correct.findFailed')}
        </p>
      )}
      {found.data !== undefined && items.length === 0 && <p className={classes.quiet}>{t('tasks.wish.notFound')}</p>}
      {items.length > 0 && (
        <ul className={classes.people}>
          {items.map((person) => (
            <li key={person.id}>
              <UnstyledButton onClick={() => onChange(person)} data-testid="found-person">
                {person.name}{' '}
                {person.birthDate !== null && (
                  <span className={classes.quiet}>{day.format(new Date(person.birthDate))}</span>
                )}
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
