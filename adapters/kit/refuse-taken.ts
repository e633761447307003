import { PermanentFailure } from '../../src/contracts/failures.ts';

interface Span {
  startsAt: Date;
  endsAt: Date;
}

/** Throws PermanentFailure where one of these visits and the wanted one have a moment in common: a person decides. */
export function refuseTaken(system: string, wanted: Span, others: readonly Span[]): void {
  const taken = others.some(({ startsAt, endsAt }) => startsAt < wanted.endsAt && wanted.startsAt < endsAt);
  if (taken)
    throw new PermanentFailure(
      `${system}: another visit stands at that time; book in the system itself, or dismiss this`,
    );
}
