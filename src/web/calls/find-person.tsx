import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeWords } from '../words/code-words.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './correct-caller.module.css';

interface FindPersonProps {
  saving: boolean;
  onFound(personId: string): void;
  onCancel(): void;
}

/** A card of the directory by name, for a number that it does not have. */
export function FindPerson({ saving, onFound, onCancel }: FindPersonProps) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const [name, setName] = useState('');
  const [asked] = useDebouncedValue(name.trim(), 250);
  const found = useQuery({
    queryKey: ['people', asked],
    queryFn: ({ signal }) => api.findPeople(asked, signal),
    enabled: asked.length >= 2,
  });
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeZone: 'UTC' });
  return (
    <div>
      <div className={classes.naming}>
        <TextInput
          size="sm"
          type="search"
          aria-label={t('correct.findHint')}
          placeholder={t('correct.findHint')}
          value={name}
          autoFocus
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="find-name"
        />
        <Button variant="subtle" size="compact-md" onClick={onCancel}>
          {t('correct.cancel')}
        </Button>
      </div>
      {found.isError && (
        <p role="alert" className={classes.failed}>
          {t('correct.findFailed')}
        </p>
      )}
      {found.data?.items.length === 0 && <p className={classes.empty}>{t('correct.nobody')}</p>}
      {(found.data?.items.length ?? 0) > 0 && (
        <ul className={classes.found}>
          {found.data?.items.map((person) => (
            <li key={person.id}>
              <UnstyledButton
                className={classes.person}
                disabled={saving}
                onClick={() => onFound(person.id)}
                data-testid="found-person"
              >
                {person.name}
                <span className={classes.details}>
                  {[
                    person.birthDate !== null && day.format(new Date(person.birthDate)),
                    person.kind !== 'patient' && codeWords(t, 'classes', person.kind),
                    person.lastVisit !== null && `${t('calls.lastVisit')}: ${day.format(new Date(person.lastVisit))}`,
                  ]
                    .filter((word) => word !== false)
                    .join(' · ')}
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
