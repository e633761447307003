import { toE164, type E164, type PhoneContext } from '../../contracts/phone-number.ts';
import type { Branch, Configuration, Line, MisAccountConfiguration, PbxAccount, Seat } from './configuration.ts';
import type { ConfigurationFile } from './file-schema.ts';

/** The provider's settings of each account by its id, as the adapter's schema answered them. */
export type AccountSettings = ReadonlyMap<string, unknown>;

/** A valid file as maps, everything resolved. Throws on a number that is none: validation has refused those. */
export function groupConfiguration(file: ConfigurationFile, settings: AccountSettings): Configuration {
  const { country } = file.clinic;
  const branches = new Map<string, Branch>();
  const lines = new Map<E164, Line>();
  const seats = new Map<string, Seat>();
  for (const { id, name, zone, areaCode, lines: branchLines, seats: branchSeats } of file.branches) {
    branches.set(id, { id, name, zone, areaCode });
    for (const line of branchLines) {
      const number = readNumber(line.number, { country, areaCode });
      const { campaign, purpose, disabled } = line;
      lines.set(number, { number, branch: id, name: line.name, campaign, purpose, disabled });
    }
    for (const seat of branchSeats)
      seats.set(seat.id, { id: seat.id, branch: id, name: seat.name, extensions: seat.extensions });
  }
  const pbx = file.accounts.pbx.map(({ id, provider, allowFrom, forwardTo, settleSeconds }): [string, PbxAccount] => [
    id,
    { id, provider, allowFrom, forwardTo, settings: settings.get(id), settleSeconds },
  ]);
  const mis = file.accounts.mis.map(({ id, provider, allowFrom }): [string, MisAccountConfiguration] => [
    id,
    { id, provider, allowFrom, settings: settings.get(id) },
  ]);
  return {
    clinic: file.clinic,
    branches,
    lines,
    seats,
    pbx: new Map(pbx),
    mis: new Map(mis),
    calls: { ...file.calls, sharedNumbers: file.calls.sharedNumbers.map((raw) => readNumber(raw, { country })) },
    pops: file.pops,
    retention: file.retention,
  };
}

function readNumber(raw: string, context: PhoneContext): E164 {
  const number = toE164(raw, context);
  if (number === null) throw new Error('A number of the configuration cannot be read although it was validated');
  return number;
}
