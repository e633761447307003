import { useCallback, useState } from 'react';

/** A filter under a name, as it stands in the address. */
export interface SavedView {
  name: string;
  query: string;
}

const most = 30;

export interface SavedViews {
  views: readonly SavedView[];
  /** A view of the same name is replaced. */
  save(view: SavedView): void;
  remove(name: string): void;
}

/** The views of one person in this browser. */
export function useSavedViews(who: string): SavedViews {
  const key = `trubka.history.views.${who}`;
  const [views, setViews] = useState(() => read(key));
  const write = useCallback(
    (next: SavedView[]) => {
      setViews(next);
      // A browser that keeps nothing keeps them until the page is closed.
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        return;
      }
    },
    [key],
  );
  return {
    views,
    save: (view) => write([...views.filter(({ name }) => name !== view.name), view].slice(-most)),
    remove: (gone) => write(views.filter(({ name }) => name !== gone)),
  };
}

function read(key: string): SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(kept: unknown): kept is SavedView {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'name' in kept &&
    'query' in kept &&
    typeof kept.name === 'string' &&
    typeof kept.query === 'string'
  );
}
