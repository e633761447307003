import IconPhoneCall from '@tabler/icons-react/dist/esm/icons/IconPhoneCall.mjs';
import IconPhoneIncoming from '@tabler/icons-react/dist/esm/icons/IconPhoneIncoming.mjs';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import IconPhoneX from '@tabler/icons-react/dist/esm/icons/IconPhoneX.mjs';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../api/shapes.ts';
import { isMissed } from './filter-call-rows.ts';
import classes from './today.module.css';

/** Which way a call went, and whether it was missed. */
export function DirectionIcon({ row, size = 20 }: { row: CallRow; size?: number }) {
  const { t } = useTranslation();
  const missed = isMissed(row);
  const Icon = missed
    ? IconPhoneX
    : row.direction === 'out'
      ? IconPhoneOutgoing
      : row.direction === 'internal'
        ? IconPhoneCall
        : IconPhoneIncoming;
  return <Icon size={size} className={classes.icon} role="img" aria-label={t(`today.${row.direction ?? 'in'}`)} />;
}
