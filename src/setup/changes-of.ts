import { randomBytes } from 'node:crypto';
import type { SettingField } from '../platform/configuration/index.ts';
import type { AccountChanges, ConfigurationChanges } from './edit-configuration.ts';
import type { SetupAccount, SetupBody, SetupProvider, SetupState } from './setup-schemas.ts';

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
  const { branch, pbx, mis } = body;
  const accountOf = (kind: 'pbx' | 'mis', asked: NonNullable<SetupBody['mis']>): AccountChanges => {
    const provider = state.providers[kind].find(({ id }) => id === asked.provider);
    const known = state[kind].find((account) => account.provider === asked.provider);
    const made = accountChanges(asked, { kind, provider, known, taken: idsOf(state) });
    secrets.push(...made.secrets);
    return made.changes;
  };
  const changes: ConfigurationChanges = {
    clinic: body.clinic,
    branch: branch === undefined ? undefined : withIds(branch, state.branches),
    recordings: body.recordings,
    mis: mis === undefined ? undefined : accountOf('mis', mis),
  };
  if (pbx !== undefined) {
    const { initialDays, ...asked } = pbx;
    const account = accountOf('pbx', asked);
    const settings = new Map(account.settings);
    if (initialDays !== undefined) settings.set(['reconcile', 'initialDays'], String(initialDays));
    changes.pbx = { ...account, settings };
  }
  return { changes, secrets };
}

function accountChanges(
  { provider: wanted, settings }: NonNullable<SetupBody['mis']>,
  around: {
    kind: 'pbx' | 'mis';
    provider: SetupProvider | undefined;
    known: SetupAccount | undefined;
    taken: ReadonlySet<string>;
  },
): { changes: AccountChanges; secrets: NewSecret[] } {
  const { kind, provider, known, taken } = around;
  const id = known?.id ?? freeId(wanted, taken);
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

function withIds(
  branch: NonNullable<SetupBody['branch']>,
  branches: SetupState['branches'],
): NonNullable<ConfigurationChanges['branch']> {
  const taken = new Set(branches.flatMap(({ seats }) => seats.map(({ id }) => id)));
  const { id, seats, areaCode, hours, ...told } = branch;
  return {
    ...told,
    id: id ?? freeId('main', new Set(branches.map((one) => one.id))),
    areaCode: areaCode === '' ? null : areaCode,
    hours: hours === '' ? null : hours,
    seats: seats?.map((seat) => {
      const own = seat.id ?? freeId('seat-1', taken);
      taken.add(own);
      return { id: own, name: seat.name, extensions: seat.extensions };
    }),
  };
}

/** `uis`, else `uis-2`, `uis-3`; after `seat-1` comes `seat-2`. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/-\d+$/, '');
  for (let n = 2; ; n += 1) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}

function idsOf({ pbx, mis }: Pick<SetupState, 'pbx' | 'mis'>): Set<string> {
  return new Set([...pbx, ...mis].map(({ id }) => id));
}
