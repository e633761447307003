import { randomBytes } from 'node:crypto';
import type { SettingField } from '../platform/configuration/index.ts';
import type { AccountChanges, BranchChanges, ConfigurationChanges } from './edit-configuration.ts';
import type { AccountBody, BranchBody, SetupAccount, SetupBody, SetupProvider, SetupState } from './setup-schemas.ts';

export interface NewSecret {
  /** What of which account. */
  path: readonly string[];
  kind: 'pbx' | 'mis';
  account: string;
  value: string;
}

/** What of the configuration changes, and the secrets in it, which do not stand in the file. */
export function changesOf(
  body: Omit<SetupBody, 'base'>,
  state: Pick<SetupState, 'branches' | 'pbx' | 'mis' | 'providers'>,
): { changes: ConfigurationChanges; secrets: NewSecret[] } {
  const secrets: NewSecret[] = [];
  const taken = new Set([...state.pbx, ...state.mis].map(({ id }) => id));
  const accountOf = (kind: 'pbx' | 'mis', { id, initialDays, ...asked }: AccountBody): AccountChanges => {
    const provider = state.providers[kind].find((one) => one.id === asked.provider);
    const known = state[kind].find((account) => account.id === id && account.provider === asked.provider);
    const made = accountChanges(asked, { kind, provider, known, id: known?.id ?? freeId(asked.provider, taken) });
    taken.add(made.changes.id);
    secrets.push(...made.secrets);
    const settings = new Map(made.changes.settings);
    if (initialDays !== undefined) settings.set(['reconcile', 'initialDays'], String(initialDays));
    return { ...made.changes, settings };
  };
  const changes: ConfigurationChanges = {
    clinic: body.clinic,
    branches: body.branches && withIds(body.branches, state.branches),
    recordings: body.recordings,
    mis: body.mis?.map((asked) => accountOf('mis', asked)),
    pbx: body.pbx?.map((asked) => accountOf('pbx', asked)),
  };
  return { changes, secrets };
}

function accountChanges(
  { provider: wanted, settings }: Pick<AccountBody, 'provider' | 'settings'>,
  around: {
    kind: 'pbx' | 'mis';
    provider: SetupProvider | undefined;
    known: SetupAccount | undefined;
    id: string;
  },
): { changes: AccountChanges; secrets: NewSecret[] } {
  const { kind, provider, known, id } = around;
  const fields = new Map<string, SettingField>(provider?.fields.map((field) => [field.key, field]));
  const secrets: NewSecret[] = [];
  const written = new Map<readonly string[], string | null>();
  for (const [key, value] of Object.entries(settings)) {
    const path = key.split('.');
    if (value !== null && value !== '' && fields.get(key)?.secret === true && !value.includes('${'))
      secrets.push({ path, kind, account: id, value });
    else written.set(path, value === '' ? null : value);
  }
  // One that may be left out gives way to a group of settings that stands instead of it.
  const grouped = [...Object.keys(settings), ...(known?.secrets ?? []), ...Object.keys(known?.settings ?? {})].some(
    (key) => key.includes('.'),
  );
  for (const { key, generated, required } of fields.values())
    if (generated && (required || !grouped) && (settings[key] ?? '') === '' && known?.secrets.includes(key) !== true)
      secrets.push({ path: key.split('.'), kind, account: id, value: randomBytes(24).toString('base64url') });
  return { changes: { id, provider: wanted, settings: written }, secrets };
}

function withIds(asked: readonly BranchBody[], branches: SetupState['branches']): BranchChanges[] {
  const known = new Set(branches.map(({ id }) => id));
  const seatIds = new Set(branches.flatMap(({ seats }) => seats.map(({ id }) => id)));
  const added = (wanted: string, taken: Set<string>): string => {
    const id = freeId(wanted, taken);
    taken.add(id);
    return id;
  };
  return asked.map(({ id, seats, areaCode, hours, ...told }) => ({
    ...told,
    id: id ?? added(known.size === 0 ? 'main' : 'branch-2', known),
    areaCode: areaCode === '' ? null : areaCode,
    hours: hours === '' ? null : hours,
    seats: seats?.map((seat) => ({
      id: seat.id ?? added('seat-1', seatIds),
      name: seat.name,
      extensions: seat.extensions,
    })),
  }));
}

/** `uis`, else `uis-2`, `uis-3`; after `seat-1` comes `seat-2`. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/-\d+$/, '');
  for (let n = 2; ; n += 1) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}
