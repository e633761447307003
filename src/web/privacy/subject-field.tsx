import { Button, List, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { Subject } from './shapes.ts';

/** A card by the beginnings of the words of its name, or the number of somebody without a card. */
export function SubjectField({ onChosen }: { onChosen(subject: Subject): void }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), 250);
  const isNumber = /^[+\d][\d\s()-]{4,}$/.test(asked);
  const found = useQuery({
    queryKey: ['people', asked],
    queryFn: ({ signal }) => api.findPeople(asked, signal),
    enabled: !isNumber && asked.length >= 2,
  });
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeZone: 'UTC' });
  const items = found.data?.items ?? [];
  return (
    <>
      <TextInput
        type="search"
        label={t('privacy.whom')}
        description={t('privacy.whomHint')}
        value={typed}
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="subject"
      />
      {isNumber && (
        <Button variant="default" onClick={() => onChosen({ phone: asked })} data-testid="by-number">
          {t('privacy.byNumber')}
        </Button>
      )}
      {found.isError && <ProblemAlert error={found.error} />}
      {!isNumber && found.data !== undefined && items.length === 0 && <Text c="dimmed">{t('privacy.nobody')}</Text>}
      {!isNumber && items.length > 0 && (
        <List listStyleType="none">
          {items.map((person) => (
            <List.Item key={person.id}>
              <UnstyledButton onClick={() => onChosen({ personId: person.id })} py={6} data-testid="found-person">
                {person.name}{' '}
                {person.birthDate !== null && (
                  <Text span c="dimmed">
                    {day.format(new Date(person.birthDate))}
                  </Text>
                )}
              </UnstyledButton>
            </List.Item>
          ))}
        </List>
      )}
    </>
  );
}
