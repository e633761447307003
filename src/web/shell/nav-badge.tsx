import classes from './navigation.module.css';

interface NavBadgeProps {
  count: number | null;
  /** How many of them are urgent: «3/7», in red. Left out: every one is. */
  of?: number;
  /** The numbers in words, for a screen reader. */
  label?: string;
}

/** A number beside the name of a page; nothing for none. */
export function NavBadge({ count, of, label }: NavBadgeProps) {
  if (count === null || count <= 0) return null;
  const shown = (number: number): string => (number > 99 ? '99+' : String(number));
  return (
    <span className={classes.badge} data-calm={of === 0 || undefined} data-testid="nav-badge">
      <span aria-hidden={label === undefined ? undefined : true}>
        {of === undefined || of === 0 ? shown(count) : `${shown(of)}/${shown(count)}`}
      </span>
      {label !== undefined && <span className={classes.spoken}>, {label}</span>}
    </span>
  );
}
