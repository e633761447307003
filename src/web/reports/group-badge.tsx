import { useTranslation } from 'react-i18next';
import classes from './reports.module.css';
import type { ContactGroup } from './shapes.ts';

/** The colour of a contact and its word. */
export function GroupBadge({ of }: { of: ContactGroup }) {
  const { t } = useTranslation();
  return (
    <span className={classes.badge}>
      <i className={classes.swatch} data-group={of} aria-hidden="true" />
      {t(`reports.groups.${of}`, { defaultValue: of })}
    </span>
  );
}
