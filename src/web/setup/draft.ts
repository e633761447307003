import type { KnownAccount, SetupState } from './shapes.ts';

export interface AccountDraft {
  /** Empty: none is wanted. */
  provider: string;
  settings: Record<string, string>;
}

/** What a person has entered and nobody has written yet. */
export interface Draft {
  name: string;
  language: 'ru' | 'en';
  branch: { id: string | null; name: string; zone: string; areaCode: string; hours: string };
  seats: { id: string | null; name: string; extensions: string }[];
  lines: { number: string; name: string }[];
  pbx: AccountDraft;
  history: boolean;
  mis: AccountDraft;
  keepDays: string;
}

export function draftOf(state: SetupState, told: { language: 'ru' | 'en'; zone: string; branch: string }): Draft {
  const branch = state.branches[0];
  return {
    name: state.clinic?.name ?? '',
    language: state.clinic?.language ?? told.language,
    branch: {
      id: branch?.id ?? null,
      name: branch?.name ?? told.branch,
      zone: branch?.zone ?? told.zone,
      areaCode: branch?.areaCode ?? '',
      hours: branch?.hours ?? '',
    },
    seats: (branch?.seats ?? []).map((seat) => ({ ...seat, extensions: seat.extensions.join(', ') })),
    lines: branch?.lines ?? [],
    pbx: accountDraft(state.pbx[0]),
    history: false,
    mis: accountDraft(state.mis[0]),
    keepDays: state.recordings.keep === 'copy' ? String(state.recordings.days ?? '') : '',
  };
}

export function accountDraft(known: KnownAccount | undefined): AccountDraft {
  return known === undefined ? { provider: '', settings: {} } : { provider: known.provider, settings: known.settings };
}

/** What the server is told: only what was filled in. */
export function bodyOf(draft: Draft, state: SetupState): Record<string, unknown> {
  const { branch, seats, lines, pbx, mis, keepDays } = draft;
  const days = Number(keepDays);
  return {
    base: state.base,
    clinic: { name: draft.name, language: draft.language },
    branch: {
      ...(branch.id !== null && { id: branch.id }),
      ...{ name: branch.name, zone: branch.zone, areaCode: branch.areaCode, hours: branch.hours },
      seats: seats
        .filter(({ name, extensions }) => name.trim() !== '' || extensions.trim() !== '')
        .map(({ id, name, extensions }) => ({
          ...(id !== null && { id }),
          name: name.trim() || extensions.trim(),
          extensions: extensions.split(/[\s,;]+/).filter(Boolean),
        })),
      lines: lines
        .filter(({ number }) => number.trim() !== '')
        .map(({ number, name }) => ({ number, name: name.trim() || number })),
    },
    ...(pbx.provider !== '' && {
      pbx: { ...accountBody(pbx, state.pbx), ...(draft.history && { initialDays: 30 }) },
    }),
    ...(mis.provider !== '' && { mis: accountBody(mis, state.mis) }),
    ...((days > 0 || state.recordings.keep === 'copy') && {
      recordings: days > 0 ? { keep: 'copy', days } : { keep: 'at-pbx' },
    }),
  };
}

/** Of an account that is there, what was emptied is taken out; of a new one, what is empty was never told. */
function accountBody({ provider, settings }: AccountDraft, known: readonly KnownAccount[]): object {
  const former = known.find((one) => one.provider === provider);
  const told = Object.entries(settings).flatMap(([key, value]): [string, string | null][] =>
    value !== '' ? [[key, value]] : former?.settings[key] === undefined ? [] : [[key, null]],
  );
  return { provider, settings: Object.fromEntries(told) };
}

/** What is missing before it can be written, by the step that asks for it. */
export function missingOf(draft: Draft, state: SetupState): Record<'clinic' | 'pbx' | 'mis', boolean> {
  const lacks = (kind: 'pbx' | 'mis'): boolean => {
    const provider = state.providers[kind].find(({ id }) => id === draft[kind].provider);
    const known = state[kind].find((one) => one.provider === draft[kind].provider);
    if (provider === undefined) return false;
    return provider.fields.some((field) => {
      const group = provider.groups.find(({ key }) => field.key.startsWith(`${key}.`));
      if (!field.required || field.generated || (group !== undefined && !group.required)) return false;
      return (draft[kind].settings[field.key] ?? '') === '' && known?.secrets.includes(field.key) !== true;
    });
  };
  return {
    clinic: draft.name.trim() === '' || draft.branch.name.trim() === '' || draft.branch.zone === '',
    pbx: lacks('pbx'),
    mis: lacks('mis'),
  };
}
