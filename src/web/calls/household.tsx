import { Avatar, Button, Loader, UnstyledButton } from '@mantine/core';
import type { Candidate } from '../../contracts/caller.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../words/use-now.ts';
import { personInitials } from '../words/person-initials.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces } from '../workplace/workplace-context.ts';
import classes from './household.module.css';
import { ClassBadge } from './class-badge.tsx';
import { TreatedBadge } from './treated-badge.tsx';
import { Veiled } from './veiled.tsx';

/** More faces than this do not fit beside a conversation. */
const shownAtFirst = 6;

interface HouseholdProps {
  people: Candidate[];
  branch: string | null;
  saving: string | null | undefined;
  onChoose(personId: string): void;
}

/** The people of one number as faces; one tap says who it is. */
export function Household({ people, branch, saving, onChoose }: HouseholdProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? people : people.slice(0, shownAtFirst);
  return (
    <>
      <ul className={classes.people} data-testid="household">
        {shown.map((person, index) => (
          <li key={person.id}>
            <Face
              person={person}
              branch={branch}
              presumed={index === 0}
              saving={saving === person.id}
              disabled={saving !== undefined}
              onChoose={onChoose}
            />
          </li>
        ))}
      </ul>
      {shown.length < people.length && (
        <Button variant="subtle" mt="xs" onClick={() => setAll(true)}>
          {t('calls.showAll')} ({people.length})
        </Button>
      )}
    </>
  );
}

interface FaceProps {
  person: Candidate;
  branch: string | null;
  presumed: boolean;
  saving: boolean;
  disabled: boolean;
  onChoose(personId: string): void;
}

function Face({ person, branch, presumed, saving, disabled, onChoose }: FaceProps) {
  const { t, i18n } = useTranslation();
  const places = usePlaces();
  const now = useNow(30_000);
  const visit = person.nextVisit;
  return (
    <UnstyledButton
      className={classes.face}
      disabled={disabled}
      onClick={() => onChoose(person.id)}
      data-testid="candidate"
      data-person={person.id}
    >
      <span className={classes.avatar} data-class={person.class}>
        {saving ? (
          <Loader size={24} />
        ) : (
          <Avatar component="span" size={48} name="" className={classes.initials ?? ''}>
            {personInitials(person.address)}
          </Avatar>
        )}
      </span>
      <span className={classes.words}>
        <span className={classes.address}>{person.address}</span>
        <span className={classes.small}>
          {person.surname !== '' && person.surname !== person.address && <Veiled inControl>{person.surname}</Veiled>}
          {person.relation !== null && <span className={classes.relation}>{person.relation}</span>}
        </span>
        {visit !== null && (
          <span className={classes.visit}>
            {t('calls.nextVisit')}:{' '}
            {momentWords(t, visit.startsAt, places.zone(visit.branch ?? branch), i18n.language, now)}
          </span>
        )}
        <span className={classes.marks}>
          <ClassBadge of={person.class} />
          <TreatedBadge visit={person.lastVisit} branch={branch} />
          {presumed && <span className={classes.presumed}>{t('calls.presumed')}</span>}
        </span>
      </span>
    </UnstyledButton>
  );
}
