import { useSearchParams } from 'wouter';

export interface Address {
  params: URLSearchParams;
  /** Null or nothing takes a name out. The page before it stays the page before it. */
  set(change: Readonly<Record<string, string | null>>): void;
}

/** Filters live in the address: they survive a ring, and a link to them can be sent. */
export function useAddress(): Address {
  const [params, setParams] = useSearchParams();
  return {
    params,
    set: (change) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change))
            if (value === null || value === '') next.delete(name);
            else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
  };
}
