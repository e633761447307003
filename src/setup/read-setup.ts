import { isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml';
import { isSecretKey, type SettingField } from '../platform/configuration/index.ts';
import type { SetupAccount, SetupProvider, SetupState } from './setup-schemas.ts';

type Plain = string | Plain[] | { [key: string]: Plain };

export type WrittenSetup = Pick<SetupState, 'configured' | 'clinic' | 'branches' | 'pbx' | 'mis' | 'recordings'>;

/** What a configuration says of what the set-up asks, as it is written; also of one with mistakes. Secrets are not told. */
export function readSetup(text: string | null, providers: SetupState['providers']): WrittenSetup {
  const document = parseDocument(text ?? '', { schema: 'failsafe' });
  const file = mapOf(plain(document.contents));
  const clinic = mapOf(file['clinic']);
  const recordings = mapOf(file['recordings']);
  const accounts = mapOf(file['accounts']);
  const name = textOf(clinic['name']);
  return {
    configured: Object.keys(file).length > 0,
    clinic: name === null ? null : { name, language: clinic['language'] === 'en' ? 'en' : 'ru' },
    branches: listOf(file['branches']).map((branch) => ({
      id: textOf(branch['id']) ?? '',
      name: textOf(branch['name']) ?? '',
      zone: textOf(branch['zone']) ?? '',
      areaCode: textOf(branch['areaCode']),
      hours: textOf(branch['hours']),
      seats: listOf(branch['seats']).map((seat) => ({
        id: textOf(seat['id']) ?? '',
        name: textOf(seat['name']) ?? '',
        extensions: [seat['extensions'] ?? []].flat().flatMap((one) => textOf(one) ?? []),
      })),
      lines: listOf(branch['lines']).map((line) => ({
        number: textOf(line['number']) ?? '',
        name: textOf(line['name']) ?? '',
      })),
    })),
    pbx: listOf(accounts['pbx']).map((account) => accountOf(account, providers.pbx)),
    mis: listOf(accounts['mis']).map((account) => accountOf(account, providers.mis)),
    recordings: {
      keep: recordings['keep'] === 'copy' ? 'copy' : 'at-pbx',
      days: Number(textOf(recordings['days'])) || null,
    },
  };
}

/** Secrets that somebody wrote into the file itself, though they belong into files of their own; by lines. */
export function secretsInFile(text: string | null, providers: SetupState['providers']): string[] {
  const document = parseDocument(text ?? '', { schema: 'failsafe' });
  const accounts = mapOf(mapOf(plain(document.contents))['accounts']);
  return (['pbx', 'mis'] as const).flatMap((kind) =>
    listOf(accounts[kind]).flatMap((account) =>
      settingsOf(account, providers[kind]).flatMap(({ value, secret }) =>
        secret && !value.includes('${') ? value.split('\n') : [],
      ),
    ),
  );
}

function accountOf(account: Record<string, Plain>, providers: readonly SetupProvider[]): SetupAccount {
  const told: SetupAccount = {
    id: textOf(account['id']) ?? '',
    provider: textOf(account['provider']) ?? '',
    settings: {},
    secrets: [],
  };
  for (const { key, value, secret, asked } of settingsOf(account, providers)) {
    if (secret) told.secrets.push(key);
    // What no form asks is not told: nobody knows what stands in it.
    else if (asked) told.settings[key] = value;
  }
  return told;
}

/** The texts of an account by their keys, `api.token` of a group; `asked`: a form asks for it. */
function settingsOf(
  account: Record<string, Plain>,
  providers: readonly SetupProvider[],
): { key: string; value: string; secret: boolean; asked: boolean }[] {
  const provider = providers.find(({ id }) => id === account['provider']);
  const fields = new Map<string, SettingField>(provider?.fields.map((field) => [field.key, field]));
  const setting = (key: string, name: string, value: Plain) =>
    typeof value !== 'string'
      ? []
      : [{ key, value, secret: fields.get(key)?.secret ?? isSecretKey(name, undefined), asked: fields.has(key) }];
  return Object.entries(account).flatMap(([key, value]) => {
    if (key === 'id' || key === 'provider') return [];
    if (typeof value === 'string') return setting(key, key, value);
    return Object.entries(mapOf(value)).flatMap(([name, inner]) => setting(`${key}.${name}`, name, inner));
  });
}

function plain(node: Node | null): Plain {
  if (isScalar(node)) return typeof node.value === 'string' ? node.value : '';
  if (isSeq(node)) return node.items.map((item) => plain(item as Node));
  if (!isMap(node)) return '';
  return Object.fromEntries(
    node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', plain(value as Node | null)]),
  );
}

function mapOf(value: Plain | undefined): Record<string, Plain> {
  return value === undefined || typeof value === 'string' || Array.isArray(value) ? {} : value;
}

function listOf(value: Plain | undefined): Record<string, Plain>[] {
  return Array.isArray(value) ? value.map(mapOf) : [];
}

function textOf(value: Plain | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
