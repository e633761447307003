import type { KnownAccount, KnownBranch, Provider, SetupState } from './shapes.ts';

export type AccountKind = 'pbx' | 'mis';

export interface AccountDraft {
  /** Null: not in the file yet. */
  id: string | null;
  /** Empty: none is wanted. */
  provider: string;
  settings: Record<string, string>;
  /** The days that the PBX still knows are fetched once. */
  history: boolean;
}

export interface BranchDraft {
  /** Null: not in the file yet. */
  id: string | null;
  name: string;
  zone: string;
  areaCode: string;
  hours: string;
  seats: { id: string | null; name: string; extensions: string }[];
  lines: { number: string; name: string }[];
}

/** What a person has entered and nobody has written yet. What the file has stands first, in its order. */
export interface Draft {
  name: string;
  language: 'ru' | 'en';
  branches: BranchDraft[];
  pbx: AccountDraft[];
  mis: AccountDraft[];
  keepDays: string;
}

export const noAccount: AccountDraft = { id: null, provider: '', settings: {}, history: false };

export function newBranch(zone: string): BranchDraft {
  return { id: null, name: '', zone, areaCode: '', hours: '', seats: [], lines: [] };
}

export function draftOf(state: SetupState, told: { language: 'ru' | 'en'; zone: string }): Draft {
  return {
    name: state.clinic?.name ?? '',
    language: state.clinic?.language ?? told.language,
    branches: orOne(state.branches.map(branchDraft), newBranch(told.zone)),
    pbx: orOne(state.pbx.map(accountDraft), noAccount),
    mis: orOne(state.mis.map(accountDraft), noAccount),
    keepDays: state.recordings.keep === 'copy' ? String(state.recordings.days ?? '') : '',
  };
}

function orOne<Entry>(entries: Entry[], empty: Entry): Entry[] {
  return entries.length === 0 ? [empty] : entries;
}

function branchDraft({ areaCode, hours, seats, ...branch }: KnownBranch): BranchDraft {
  return {
    ...branch,
    areaCode: areaCode ?? '',
    hours: hours ?? '',
    seats: seats.map((seat) => ({ ...seat, extensions: seat.extensions.join(', ') })),
  };
}

function accountDraft({ id, provider, settings }: KnownAccount): AccountDraft {
  return { id, provider, settings, history: false };
}

export const isSeatTold = ({ name, extensions }: BranchDraft['seats'][number]): boolean =>
  name.trim() !== '' || extensions.trim() !== '';
export const isLineTold = ({ number }: BranchDraft['lines'][number]): boolean => number.trim() !== '';
export const isAccountTold = ({ provider }: AccountDraft): boolean => provider !== '';

/** Its place among those that are told, which is its place in the file; mistakes are named by it. */
export function placeInFile<Entry>(
  entries: readonly Entry[],
  index: number,
  isTold: (entry: Entry) => boolean,
): number {
  return entries.slice(0, index).filter(isTold).length;
}

/** What the server is told: only what was filled in. */
export function bodyOf(draft: Draft, state: SetupState): Record<string, unknown> {
  const days = Number(draft.keepDays);
  const [pbx, mis] = (['pbx', 'mis'] as const).map((kind) =>
    draft[kind].filter(isAccountTold).map((account) => accountBody(account, state[kind])),
  );
  return {
    base: state.base,
    clinic: { name: draft.name, language: draft.language },
    branches: draft.branches.map(({ id, seats, lines, ...branch }) => ({
      ...branch,
      ...(id !== null && { id }),
      seats: seats.filter(isSeatTold).map((seat) => ({
        ...(seat.id !== null && { id: seat.id }),
        name: seat.name.trim() || seat.extensions.trim(),
        extensions: seat.extensions.split(/[\s,;]+/).filter(Boolean),
      })),
      lines: lines.filter(isLineTold).map(({ number, name }) => ({ number, name: name.trim() || number })),
    })),
    pbx,
    mis,
    ...((days > 0 || state.recordings.keep === 'copy') && {
      recordings: days > 0 ? { keep: 'copy', days } : { keep: 'at-pbx' },
    }),
  };
}

/** Of an account that is there, what was emptied is taken out; of a new one, what is empty was never told. */
function accountBody({ id, provider, settings, history }: AccountDraft, known: readonly KnownAccount[]): object {
  const former = known.find((one) => one.id === id);
  const told = Object.entries(settings).flatMap(([key, value]): [string, string | null][] =>
    value !== '' ? [[key, value]] : former?.settings[key] === undefined ? [] : [[key, null]],
  );
  return {
    ...(id !== null && { id }),
    ...{ provider, settings: Object.fromEntries(told) },
    ...(history && { initialDays: 30 }),
  };
}

/** A field that must be filled in before anything can be written. */
export interface Missing {
  step: 'clinic' | AccountKind;
  /** Of which branch or account; null: of the clinic. */
  of: string | null;
  /** The words of the field: below `setup`. */
  field: string;
}

export function missingOf(draft: Draft, state: SetupState): Missing[] {
  const clinic = (field: string, of: string | null = null): Missing => ({ step: 'clinic', of, field });
  return [
    ...(draft.name.trim() === '' ? [clinic('name')] : []),
    ...draft.branches.flatMap(({ name, zone }, index) => [
      ...(name.trim() === '' ? [clinic('branch', String(index + 1))] : []),
      ...(zone === '' ? [clinic('zone', name)] : []),
    ]),
    ...(['pbx', 'mis'] as const).flatMap((kind) =>
      draft[kind].flatMap((account) => {
        const provider = state.providers[kind].find(({ id }) => id === account.provider);
        const known = state[kind].find(({ id }) => id === account.id);
        return provider === undefined
          ? []
          : wanted(provider, account, known).map((key) => ({ step: kind, of: provider.name, field: `key.${key}` }));
      }),
    ),
  ];
}

function wanted({ fields, groups }: Provider, { settings }: AccountDraft, known: KnownAccount | undefined): string[] {
  return fields.flatMap(({ key, required, generated }) => {
    const group = groups.find((one) => key.startsWith(`${one.key}.`));
    if (!required || generated || (group !== undefined && !group.required)) return [];
    return (settings[key] ?? '') === '' && known?.secrets.includes(key) !== true ? [key] : [];
  });
}
