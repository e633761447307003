import { UnstyledButton } from '@mantine/core';
import IconUserCheck from '@tabler/icons-react/dist/esm/icons/IconUserCheck.mjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { ShiftDialog } from './shift-dialog.tsx';
import classes from './shift.module.css';
import { usePresence } from './use-presence.ts';

/** «Кто на смене» at this workplace: the name in the header; a click changes it. */
export function ShiftButton() {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const { nameAt, known } = usePresence();
  const [open, setOpen] = useState(false);
  if (me?.seat == null || !known) return null;
  const name = nameAt(me.seat);
  return (
    <>
      <UnstyledButton
        className={classes.button}
        data-nobody={name === null || undefined}
        aria-label={name === null ? t('shift.nobody') : t('shift.now', { name })}
        onClick={() => setOpen(true)}
        data-testid="shift"
      >
        <IconUserCheck size={18} aria-hidden="true" />
        <span className={classes.name}>{name ?? t('shift.nobody')}</span>
      </UnstyledButton>
      {open && <ShiftDialog seat={me.seat} onClose={() => setOpen(false)} />}
    </>
  );
}
