import classes from './reports.module.css';

/** Parts of a bar beside others: `most` is as long as the place. */
export function StackedBar({
  parts,
  most,
}: {
  parts: readonly { id: string; value: number; color: string }[];
  most: number;
}) {
  return (
    <span className={classes.bar} aria-hidden="true">
      {parts
        .filter(({ value }) => value > 0)
        .map(({ id, value, color }) => (
          <i key={id} style={{ width: `${(value / Math.max(1, most)) * 100}%`, background: color }} />
        ))}
    </span>
  );
}
