import { getCountryCallingCode, isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { toE164, type PhoneContext } from '../../contracts/phone-number.ts';
import { checkGroupExtensions } from './check-group-extensions.ts';
import { checkAppointments, checkDirectory } from './check-directory.ts';
import { checkRules } from './check-rules.ts';
import type { Finding } from './describe-issue.ts';
import { checkTasks } from './check-tasks.ts';
import { entriesOf, isGroup } from './file-entries.ts';
import { formatPath, type Path } from './problem.ts';

function countryOf(file: unknown): CountryCode {
  const country = isGroup(file) && isGroup(file.clinic) ? file.clinic.country : undefined;
  return typeof country === 'string' && isSupportedCountry(country) ? country : 'RU';
}

/**
 * What no single key can tell: ids, extensions and numbers that are given twice, numbers that are none. Works on a file
 * that is wrong elsewhere, so that everything is told at once. `written` answers the value as the file writes it.
 */
export function checkRelations(
  file: unknown,
  written: (path: Path) => string | undefined,
  lineOf: (path: Path) => number,
): Finding[] {
  const findings: Finding[] = [];
  const report = (path: Path, message: string, remedy: string): void => {
    findings.push({ path, atKey: false, message, remedy });
  };
  const once = (what: string, remedy: string): ((key: unknown, path: Path) => void) => {
    const seen = new Map<string, Path>();
    return (key, path) => {
      if (typeof key !== 'string' || key === '') return;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, path);
      else
        report(
          path,
          `${what} ${quote(written(path))} is already at ${formatPath(first)}, line ${lineOf(first)}.`,
          remedy,
        );
    };
  };
  const branchId = once('The branch id', 'Give each branch its own id.');
  const seatId = once('The seat id', 'Give each seat its own id, also across branches.');
  const extension = once(
    'The extension',
    'Leave it at one seat; a number that rings at several belongs under groupExtensions of each.',
  );
  const accountId = once('The account id', 'Give each account its own id, also across pbx, mis and sms.');
  const line = once('The number', 'Write each number once, whatever its writing.');
  const country = countryOf(file);

  const number = (raw: unknown, path: Path, context: PhoneContext): string | undefined => {
    if (typeof raw !== 'string') return undefined;
    const e164 = readOwnNumber(raw, context);
    if (e164 === null)
      report(
        path,
        `${quote(written(path))} is not a telephone number.`,
        'Write the whole number with its city code, for example +7 495 000-01-01.',
      );
    return e164 ?? undefined;
  };

  const copiesHaveTerm = (place: Record<string, unknown>, path: Path): void => {
    if (place.keep === 'copy' && place.days === undefined)
      report(
        [...path, 'keep'],
        'Copies of recordings need a term.',
        'Add days: for how many days a copy is kept, for example days: 90.',
      );
  };
  const accounts = isGroup(file) ? file.accounts : undefined;
  const pbxIds = new Set(entriesOf(accounts, 'pbx', ['accounts']).map(({ value }) => value.id));
  for (const branch of entriesOf(file, 'branches', [])) {
    branchId(branch.value.id, [...branch.path, 'id']);
    const areaCode = typeof branch.value.areaCode === 'string' ? branch.value.areaCode : undefined;
    for (const { value, path } of entriesOf(branch.value, 'lines', branch.path)) {
      const at = [...path, 'number'];
      line(number(value.number, at, { country, areaCode }), at);
    }
    for (const { value, path } of entriesOf(branch.value, 'seats', branch.path)) {
      seatId(value.id, [...path, 'id']);
      if (typeof value.account === 'string' && !pbxIds.has(value.account))
        report(
          [...path, 'account'],
          `${quote(written([...path, 'account']))} is not an account under accounts.pbx.`,
          `Write the id of one of them${pbxIds.size === 0 ? '' : `: ${[...pbxIds].join(', ')}`}.`,
        );
      const extensions: unknown[] = Array.isArray(value.extensions) ? value.extensions : [];
      extensions.forEach((item, index) => extension(item, [...path, 'extensions', index]));
    }
  }
  for (const kind of ['pbx', 'mis', 'sms']) {
    for (const { value, path } of entriesOf(accounts, kind, ['accounts'])) accountId(value.id, [...path, 'id']);
  }
  const branchIds = new Set(entriesOf(file, 'branches', []).map(({ value }) => value.id));
  for (const { value, path } of entriesOf(accounts, 'mis', ['accounts'])) {
    // Calls of a branch that does not exist would be told to nobody, and nobody would notice.
    const told: unknown[] = Array.isArray(value.branches) ? value.branches : [];
    told.forEach((branch, index) => {
      const at = [...path, 'branches', index];
      if (!branchIds.has(branch))
        report(
          at,
          `${quote(written(at))} is not the id of a branch.`,
          `Write the id of one of them: ${[...branchIds].join(', ')}.`,
        );
    });
  }
  if (isGroup(file) && isGroup(file.recordings)) {
    if (file.recordings.storage === 's3' && !isGroup(file.recordings.s3))
      report(
        ['recordings', 'storage'],
        'The storage s3 is not described.',
        'Add recordings.s3 with endpoint, bucket, accessKey and secretKey.',
      );
    copiesHaveTerm(file.recordings, ['recordings']);
  }
  for (const { value, path } of entriesOf(accounts, 'pbx', ['accounts']))
    if (isGroup(value.recordings)) copiesHaveTerm(value.recordings, [...path, 'recordings']);
  const shared =
    isGroup(file) && isGroup(file.calls) && Array.isArray(file.calls.sharedNumbers)
      ? (file.calls.sharedNumbers as unknown[])
      : [];
  shared.forEach((item, index) => number(item, ['calls', 'sharedNumbers', index], { country }));
  const channels = isGroup(file) && isGroup(file.calls) ? file.calls.channelNumbers : undefined;
  if (Array.isArray(channels))
    channels.forEach((item: unknown, index) => {
      if (isGroup(item)) number(item.number, ['calls', 'channelNumbers', index, 'number'], { country });
    });
  checkGroupExtensions(file, report, written);
  checkDirectory(file, report);
  checkAppointments(file, report);
  checkTasks(file, report);
  findings.push(...checkRules(file, { country, written, lineOf }));
  return findings;
}

/** A slip of a digit can make another country's number: without a plus only the clinic's own country counts. */
function readOwnNumber(raw: string, context: PhoneContext): string | null {
  const e164 = toE164(raw, context);
  const isWhole = raw.trim().startsWith('+') || e164?.startsWith(`+${getCountryCallingCode(context.country)}`) === true;
  return isWhole ? e164 : null;
}

function quote(text: string | undefined): string {
  return text === undefined ? 'here' : `"${text}"`;
}
