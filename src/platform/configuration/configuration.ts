import type { CountryCode } from 'libphonenumber-js/max';
import type { CallClass } from '../../contracts/caller.ts';
import type { E164 } from '../../contracts/phone-number.ts';
import type { AppointmentSettings } from './appointments-schema.ts';
import type { DirectorySettings } from './directory-schema.ts';
import type { MessageSettings } from './messages-schema.ts';
import type { RecordingPlace, RecordingSettings } from './recording-settings.ts';
import type { Campaign } from './campaigns.ts';
import type { ReportSettings } from './reports-schema.ts';
import type { Rule } from './rule-settings.ts';
import type { ServerSettings, SignInSettings } from './server-schema.ts';
import type { TaskSettings } from './tasks-schema.ts';
import type { WorkingHours } from './working-hours.ts';

/** The clinic's configuration after reading, validation and grouping. Everything is keyed and resolved. */
export interface Configuration {
  clinic: { name: string; country: CountryCode; language: 'ru' | 'en' };
  branches: ReadonlyMap<string, Branch>;
  /** By the number in E.164. */
  lines: ReadonlyMap<E164, Line>;
  seats: ReadonlyMap<string, Seat>;
  pbx: ReadonlyMap<string, PbxAccount>;
  mis: ReadonlyMap<string, MisAccountConfiguration>;
  calls: CallSettings;
  pops: PopSettings;
  retention: RetentionSettings;
  recordings: RecordingSettings;
  directory: DirectorySettings;
  /** Left out: plain HTTP. */
  server?: ServerSettings | undefined;
  /** Left out: as in a file that says nothing of it; see `signInSettings`. */
  signIn?: SignInSettings | undefined;
  /** Left out: no source of visits. */
  appointments?: AppointmentSettings | undefined;
  reports: ReportSettings;
  /** In order; left out: none. */
  rules?: readonly Rule[] | undefined;
  /** Which saved version the rules are of; left out or null: they are the file's. */
  savedRules?: number | null | undefined;
  /** Left out: as in a file that says nothing of them; see `taskSettings`. */
  tasks?: TaskSettings | undefined;
  /** In order of preference; left out: none. */
  sms?: ReadonlyMap<string, SmsAccount> | undefined;
  messages?: MessageSettings | undefined;
}

export interface Branch {
  id: string;
  name: string;
  /** IANA zone. */
  zone: string;
  /** City code put before local numbers, without the trunk prefix: `495`. */
  areaCode: string | undefined;
  /** When it is open; undefined: not told. */
  hours?: WorkingHours | undefined;
  /** Holidays and short days by their local date; see `openingAt`. */
  specialDays?: ReadonlyMap<string, readonly { from: number; to: number }[]> | undefined;
}

export interface Line {
  number: E164;
  branch: string;
  name: string;
  campaign: string | undefined;
  /** Those with dates; see `campaignAt`. */
  campaigns?: readonly Campaign[] | undefined;
  purpose: string | undefined;
  disabled: boolean;
}

export interface Seat {
  id: string;
  branch: string;
  name: string;
  /** PBX extensions that ring at this seat, as the PBX writes them. */
  extensions: readonly string[];
  /** Extensions that ring at several seats: the PBX cannot tell who answered. */
  groupExtensions?: readonly string[] | undefined;
  /** PBX account that dials for it, where several can. */
  account?: string | undefined;
  /** False: the MIS is not open there. */
  booksInMis?: boolean | undefined;
}

export interface PbxAccount {
  id: string;
  provider: string;
  /** Addresses and CIDR ranges that may call the webhook; empty: any. */
  allowFrom: readonly string[];
  /** A former receiver that gets a copy of every raw request. */
  forwardTo: string | undefined;
  /** Validated by the adapter's own schema; secrets are in it. */
  settings: unknown;
  /** Seconds after `ended` before a call is settled; the adapter's default when undefined. */
  settleSeconds: number | undefined;
  /** Where this account's recordings are kept; left out: as the clinic's. */
  recordings?: RecordingPlace | undefined;
  /** What it is told about a call that comes in; left out: nothing. */
  answers?: AnswerSettings | undefined;
  /** What each class is called among its tags; left out: no tags are written. */
  tagTexts?: Readonly<Record<CallClass, string>> | undefined;
  /** How the provider's list of calls is compared with ours. */
  reconcile?: { everyMinutes: number; initialDays?: number | undefined } | undefined;
  /** The provider is asked for its calls instead of telling them. */
  poll?: { everySeconds: number } | undefined;
}

export interface AnswerSettings {
  /** The caller's name is told to the displays of the telephones. */
  callerName: boolean;
  route: 'off' | 'last-operator';
  /** How long a conversation binds a caller to its operator. */
  lastOperatorDays: number;
}

export interface MisAccountConfiguration {
  id: string;
  provider: string;
  allowFrom: readonly string[];
  settings: unknown;
}

export interface SmsAccount {
  id: string;
  provider: string;
  allowFrom: readonly string[];
  sender: string | null;
  receiptSecret: string | null;
  minimumBalance: number | null;
  settings: unknown;
}

export interface CallSettings {
  /** Without an end for this long a call is closed as expired. Default 2 h. */
  expireAfterMinutes: number;
  /** All its telephones are put down and nothing was told for this long: closed as expired. Default 10. */
  quietAfterMinutes: number;
  /** A call older than this when learnt makes no pop and no SMS. Default 10. */
  lateAfterMinutes: number;
  /** The directory is trusted this long without a refresh. Default 7. */
  directoryFreshDays: number;
  /** A visit counts as the caller's own this long after its planned end. Default 2. */
  ownVisitHours: number;
  /** A number on more cards than this is shared, not a household. Default 8. */
  householdLimit: number;
  /** Numbers that never identify anybody, beside the clinic's own lines. */
  sharedNumbers: readonly E164[];
  /** Those of them that stand for an advertising channel; left out: none. */
  numberChannels?: ReadonlyMap<E164, string> | undefined;
  /** This many calls of one number within `spamWithinSeconds`, each shorter than `spamShorterThanSeconds`, are spam. */
  spamCalls: number;
  spamWithinSeconds: number;
  spamShorterThanSeconds: number;
}

export interface PopSettings {
  heartbeatSeconds: number;
  /** A socket with more unsent bytes than this is closed with 4409. */
  maximumUnsentBytes: number;
  /** How long a reconnecting client may ask for what it missed. */
  replayHours: number;
}

export interface RetentionSettings {
  rawDays: number;
  eventKeyDays: number;
  exchangeDays: number;
}
