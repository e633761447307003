import type { Identity } from '../access/index.ts';
import type { Configuration, Seat } from '../platform/configuration/index.ts';

/** Where a call is dialled from. */
export interface DiallingPlace {
  kind: 'place';
  seat: Seat;
  extension: string;
  account: string;
}

/** Codes of why a token cannot dial; the screen has words for them. */
export const diallingObstacles = [
  'no-workplace',
  'no-such-extension',
  'not-your-workplace',
  'no-extension',
  'cannot-dial',
  'which-account',
] as const;
export type DiallingObstacle = (typeof diallingObstacles)[number];

export interface NoPlace {
  kind: DiallingObstacle;
  /** Says what to change. */
  detail: string;
}

/**
 * From which extension and by which account a token dials: from its own workplace, or, above reception, from any of its
 * branches. The account is that of the workplace, else the only one that can dial. Pure.
 */
export function diallingPlace(
  identity: Pick<Identity, 'role' | 'seat' | 'branches'>,
  asked: string | null,
  configuration: Pick<Configuration, 'seats' | 'pbx'>,
  canDial: (account: string) => boolean,
): DiallingPlace | NoPlace {
  const seats = [...configuration.seats.values()];
  const own = identity.seat === null ? undefined : configuration.seats.get(identity.seat);
  const seat = asked === null ? own : seats.find(({ extensions }) => extensions.includes(asked));
  if (seat === undefined)
    return asked === null
      ? { kind: 'no-workplace', detail: 'This token has no workplace: name the extension that is to ring first.' }
      : {
          kind: 'no-such-extension',
          detail: `extension: no workplace has it. Bind it to a seat in the configuration, or name one of ${listed(seats.flatMap(({ extensions }) => extensions))}.`,
        };
  if (identity.role === 'reception' ? seat.id !== own?.id : !identity.branches.includes(seat.branch))
    return {
      kind: 'not-your-workplace',
      detail:
        identity.role === 'reception'
          ? 'extension: the role reception dials from its own workplace only.'
          : 'extension: it belongs to a branch that this token does not see.',
    };
  const extension = asked ?? seat.extensions[0];
  if (extension === undefined)
    return {
      kind: 'no-extension',
      detail: `The workplace "${seat.id}" has no extension: add it to the configuration.`,
    };
  const able = [...configuration.pbx.keys()].filter(canDial);
  const account = seat.account ?? (able.length === 1 ? able[0] : undefined);
  if (account === undefined && able.length > 1)
    return {
      kind: 'which-account',
      detail: `Several PBX accounts can dial: set "account" of the workplace "${seat.id}" to one of ${listed(able)}.`,
    };
  if (account === undefined || !able.includes(account))
    return {
      kind: 'cannot-dial',
      detail:
        seat.account === undefined
          ? 'No PBX of the configuration can be told to dial: dial by hand.'
          : `The PBX of the account "${seat.account}" cannot be told to dial: dial by hand, or set another "account" at the workplace "${seat.id}".`,
    };
  return { kind: 'place', seat, extension, account };
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none yet' : names.join(', ');
}
