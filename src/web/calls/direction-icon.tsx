import IconPhoneCall from '@tabler/icons-react/dist/esm/icons/IconPhoneCall.mjs';
import IconPhoneIncoming from '@tabler/icons-react/dist/esm/icons/IconPhoneIncoming.mjs';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import IconPhoneX from '@tabler/icons-react/dist/esm/icons/IconPhoneX.mjs';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../api/shapes.ts';

interface DirectionIconProps {
  direction: CallRow['direction'];
  missed: boolean;
  className?: string | undefined;
  size?: number;
}

/** Which way a call went, and whether it was missed. */
export function DirectionIcon({ direction, missed, className, size = 20 }: DirectionIconProps) {
  const { t } = useTranslation();
  const Icon = missed
    ? IconPhoneX
    : direction === 'out'
      ? IconPhoneOutgoing
      : direction === 'internal'
        ? IconPhoneCall
        : IconPhoneIncoming;
  return <Icon size={size} className={className} role="img" aria-label={t(`today.${direction ?? 'in'}`)} />;
}
