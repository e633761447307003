import { useEffect, useState } from 'react';

/** The row that opened the drawer takes the focus back, also when it was drawn anew meanwhile. */
export function useOpener(): void {
  const [opener] = useState(() => document.activeElement?.closest<HTMLElement>('[data-call]')?.dataset['call']);
  useEffect(
    () => () => {
      if (opener !== undefined)
        setTimeout(() => document.querySelector<HTMLElement>(`[data-testid=contact][data-call="${opener}"]`)?.focus());
    },
    [opener],
  );
}
