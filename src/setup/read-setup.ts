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

function accountOf(account: Record<string, Plain>, providers: readonly SetupProvider[]): SetupAccount {
  const provider = textOf(account['provider']) ?? '';
  const fields = new Map<string, SettingField>(
    providers.find(({ id }) => id === provider)?.fields.map((field) => [field.key, field]),
  );
  const told: SetupAccount = { id: textOf(account['id']) ?? '', provider, settings: {}, secrets: [] };
  const take = (key: string, name: string, value: string): void => {
    const secret = fields.get(key)?.secret ?? isSecretKey(name, undefined);
    if (secret) told.secrets.push(key);
    // What no form asks is not told: nobody knows what stands in it.
    else if (fields.has(key)) told.settings[key] = value;
  };
  for (const [key, value] of Object.entries(account)) {
    if (key === 'id' || key === 'provider') continue;
    if (typeof value === 'string') take(key, key, value);
    else
      for (const [name, inner] of Object.entries(mapOf(value)))
        if (typeof inner === 'string') take(`${key}.${name}`, name, inner);
  }
  return told;
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
