import type { CountryCode } from 'libphonenumber-js/max';
import { toE164 } from '../../contracts/phone-number.ts';
import { entriesOf, isGroup } from './file-entries.ts';

/** What the rest of the file defines and rules may name. Of a file that may be wrong anywhere. */
export interface KnownNames {
  branches: ReadonlySet<string>;
  /** By the number in E.164. */
  lines: ReadonlyMap<string, { written: string; name: string; branch: string }>;
  seats: ReadonlySet<string>;
  extensions: ReadonlySet<string>;
  pbx: ReadonlySet<string>;
  mis: ReadonlySet<string>;
  campaigns: ReadonlySet<string>;
  lists: ReadonlySet<string>;
  /** Texts of messages. */
  templates: ReadonlySet<string>;
  /** Branches that tell when they are open. */
  withHours: ReadonlySet<string>;
}

export function knownNames(file: unknown, country: CountryCode): KnownNames {
  const branches = entriesOf(file, 'branches', []);
  const accounts = isGroup(file) ? file.accounts : undefined;
  const idsOf = (entries: readonly { value: Record<string, unknown> }[]): Set<string> =>
    new Set(entries.flatMap(({ value }) => (typeof value.id === 'string' ? [value.id] : [])));
  const lines = new Map<string, { written: string; name: string; branch: string }>();
  const campaigns = new Set<string>();
  for (const { value: branch, path } of branches)
    for (const { value: line } of entriesOf(branch, 'lines', path)) {
      const { areaCode } = branch;
      const context = { country, areaCode: typeof areaCode === 'string' ? areaCode : undefined };
      const number = typeof line.number === 'string' ? toE164(line.number, context) : null;
      if (number !== null)
        lines.set(number, {
          written: String(line.number),
          name: typeof line.name === 'string' ? line.name : '',
          branch: String(branch.id),
        });
      if (typeof line.campaign === 'string') campaigns.add(line.campaign);
      for (const { value } of entriesOf(line, 'campaigns', []))
        if (typeof value.name === 'string') campaigns.add(value.name);
    }
  const calls = isGroup(file) ? file.calls : undefined;
  for (const { value } of entriesOf(calls, 'channelNumbers', []))
    if (typeof value.channel === 'string') campaigns.add(value.channel);
  const seats = branches.flatMap(({ value, path }) => entriesOf(value, 'seats', path));
  return {
    branches: idsOf(branches),
    lines,
    seats: idsOf(seats),
    extensions: new Set(
      seats.flatMap(({ value }) =>
        [value.extensions, value.groupExtensions].flatMap((told) => (Array.isArray(told) ? told.map(String) : [])),
      ),
    ),
    pbx: idsOf(entriesOf(accounts, 'pbx', [])),
    mis: idsOf(entriesOf(accounts, 'mis', [])),
    campaigns,
    lists: idsOf(entriesOf(file, 'numberLists', [])),
    templates: idsOf(entriesOf(isGroup(file) ? file.messages : undefined, 'templates', [])),
    withHours: new Set(branches.flatMap(({ value }) => (typeof value.hours === 'string' ? [String(value.id)] : []))),
  };
}
