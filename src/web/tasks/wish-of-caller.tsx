import type { Caller } from '../../contracts/caller.ts';
import { WishDialog } from './wish-dialog.tsx';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

export interface WishOfCallerProps {
  caller: Caller;
  branch: string | null;
  phone: string | null;
  onClose(): void;
}

/** An entry of the waiting list for whoever calls: the card says who it is and which visit is ahead. */
export function WishOfCaller({ caller, branch, phone, onClose }: WishOfCallerProps) {
  const people = caller.candidates.filter(({ kind }) => kind === 'patient');
  const person = people.find(({ chosen }) => chosen) ?? (people.length === 1 ? people[0] : undefined);
  return (
    <WishDialog
      wish={null}
      of={{
        person: person === undefined ? null : { id: person.id, name: person.name },
        ...{ branch: branch ?? '', phone: phone ?? '', visit: person?.nextVisit ?? null },
      }}
      onClose={onClose}
    />
  );
}
