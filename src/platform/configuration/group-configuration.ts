import { toE164, type E164, type PhoneContext } from '../../contracts/phone-number.ts';
import type { Branch, Configuration, Line, MisAccountConfiguration, PbxAccount, Seat } from './configuration.ts';
import type { ConfigurationFile } from './file-schema.ts';
import type { RecordingPlace } from './recording-settings.ts';
import { groupRules, specialDaysOf } from './group-rules.ts';
import { readWorkingHours } from './working-hours.ts';

/** The provider's settings of each account by its id, as the adapter's schema answered them. */
export type AccountSettings = ReadonlyMap<string, unknown>;

/** A valid file as maps, everything resolved. Throws on a number that is none: validation has refused those. */
export function groupConfiguration(file: ConfigurationFile, settings: AccountSettings): Configuration {
  const { country } = file.clinic;
  const branches = new Map<string, Branch>();
  const lines = new Map<E164, Line>();
  const seats = new Map<string, Seat>();
  for (const { id, name, zone, areaCode, hours, lines: branchLines, seats: branchSeats } of file.branches) {
    const specialDays = specialDaysOf(id, file.specialDays);
    const open = hours === undefined ? null : readWorkingHours(hours);
    branches.set(id, {
      id,
      name,
      zone,
      areaCode,
      ...(open !== null && { hours: open }),
      ...(specialDays.size > 0 && { specialDays }),
    });
    for (const line of branchLines) {
      const number = readNumber(line.number, { country, areaCode });
      const { campaign, purpose, disabled } = line;
      const campaigns = line.campaigns.map(
        ({ source = null, from = null, to = null, costPerMonth = null, ...rest }) => ({
          ...rest,
          source,
          from,
          to,
          costPerMonth,
        }),
      );
      lines.set(number, { number, branch: id, name: line.name, campaign, campaigns, purpose, disabled });
    }
    for (const seat of branchSeats)
      seats.set(seat.id, {
        id: seat.id,
        branch: id,
        name: seat.name,
        extensions: seat.extensions,
        groupExtensions: seat.groupExtensions,
        ...(seat.account !== undefined && { account: seat.account }),
      });
  }
  const pbx = file.accounts.pbx.map(
    ({ id, provider, allowFrom, forwardTo, settleSeconds, reconcile, poll, ...account }): [string, PbxAccount] => [
      id,
      {
        id,
        provider,
        allowFrom,
        forwardTo,
        settings: settings.get(id),
        settleSeconds,
        reconcile,
        poll,
        recordings: account.recordings && recordingPlace(account.recordings),
        answers: account.answers,
        ...(account.writeTags && { tagTexts: account.tagTexts }),
      },
    ],
  );
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
    calls: callSettings(file.calls, country),
    pops: file.pops,
    retention: file.retention,
    server: file.server,
    signIn: file.signIn,
    recordings: recordingSettings(file.recordings),
    directory: file.directory,
    appointments: file.appointments,
    reports: file.reports,
    rules: groupRules(file),
    tasks: file.tasks,
    messages: file.messages,
    sms: new Map(
      file.accounts.sms.map(({ id, provider, allowFrom, sender, receiptSecret, minimumBalance }) => [
        id,
        {
          ...{ id, provider, allowFrom, settings: settings.get(id) },
          ...{ sender: sender ?? null, receiptSecret: receiptSecret ?? null, minimumBalance: minimumBalance ?? null },
        },
      ]),
    ),
  };
}

function callSettings(
  { sharedNumbers, channelNumbers, ...rest }: ConfigurationFile['calls'],
  country: PhoneContext['country'],
): Configuration['calls'] {
  const numberChannels = new Map(
    channelNumbers.map(({ number, channel }) => [readNumber(number, { country }), channel]),
  );
  const shared = sharedNumbers.map((raw) => readNumber(raw, { country }));
  return { ...rest, sharedNumbers: [...new Set([...shared, ...numberChannels.keys()])], numberChannels };
}

function readNumber(raw: string, context: PhoneContext): E164 {
  const number = toE164(raw, context);
  if (number === null) throw new Error('A number of the configuration cannot be read although it was validated');
  return number;
}

function recordingSettings({ keep, days, ...rest }: ConfigurationFile['recordings']): Configuration['recordings'] {
  const { key, folder, s3, publicAddress } = rest;
  return { ...rest, key, folder, s3, publicAddress, place: recordingPlace({ keep, days }) };
}

/** A copy without a term was refused before. */
function recordingPlace({ keep, days }: { keep: 'at-pbx' | 'copy'; days?: number | undefined }): RecordingPlace {
  return keep === 'copy' && days !== undefined ? { keep, days } : { keep: 'at-pbx' };
}
