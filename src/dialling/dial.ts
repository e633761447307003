import { randomUUID } from 'node:crypto';
import type { Clock } from '../contracts/clock.ts';
import { TransientFailure } from '../contracts/failures.ts';
import { toE164 } from '../contracts/phone-number.ts';
import { writeAudit, type Identity } from '../access/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { idempotent, Problem, type KeptAnswer } from '../platform/http/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { diallingPlace, type DiallingPlace } from './dialling-place.ts';
import { employeeOf } from './employee-of.ts';
import { failedCommand, unknownAnswer, type CommandOutcome } from './judged-command.ts';

export interface DialOptions {
  database: Database;
  configuration(): Configuration;
  access: PbxAccess;
  clock: Clock;
  log: Log;
}

export interface WantedCall {
  phone: string;
  extension: string | null;
  line: string | null;
}

const ringing =
  'It is not known whether the PBX dials: look at the telephone before you press again. It is not dialled a second time by itself.';

/**
 * Click-to-call: the PBX rings the operator, then the number. One key dials at most once, whatever gets lost between;
 * a command that certainly did not arrive may be repeated with the same key.
 */
export async function dial(
  /** `owner`: whose key it is, where that is not the token. */
  wanted: WantedCall & { identity: Identity; key: string; owner?: string },
  options: DialOptions,
): Promise<KeptAnswer & { repeated: boolean }> {
  const { identity, key } = wanted;
  const configuration = options.configuration();
  const place = diallingPlace(identity, wanted.extension, configuration, canDial(options.access));
  if (place.kind !== 'place')
    throw new Problem(place.kind === 'not-your-workplace' ? 403 : 409, place.kind, 'Cannot dial', place.detail);
  const numbers = {
    country: configuration.clinic.country,
    areaCode: configuration.branches.get(place.seat.branch)?.areaCode,
  };
  const phone = toE164(wanted.phone, numbers);
  if (phone === null)
    throw new Problem(
      400,
      'bad-input',
      'Bad input',
      'phone: must be a whole telephone number, for example +79161234567.',
    );
  const line = wanted.line === null ? null : toE164(wanted.line, numbers);
  if (wanted.line !== null && (line === null || !configuration.lines.has(line)))
    throw new Problem(
      400,
      'bad-input',
      'Bad input',
      'line: must be one of the numbers of the clinic in the configuration.',
    );
  const employeeRef = await employeeOf(options.database.pool, {
    account: place.account,
    extension: place.extension,
    at: options.clock.now(),
  });
  return idempotent({
    sql: options.database.sql,
    clock: options.clock,
    owner: wanted.owner ?? `token ${identity.tokenId}`,
    key,
    request: { phone, line, extension: place.extension },
    unknown: unknownAnswer(ringing),
    work: () => command(place, { phone, line, employeeRef, who: identity.label }, options),
  });
}

export function canDial(access: PbxAccess): (account: string) => boolean {
  return (account) => access(account)?.api.dial !== undefined;
}

async function command(
  { account, extension, seat }: DiallingPlace,
  wanted: { phone: string; line: string | null; employeeRef: string | null; who: string },
  { database, access, clock, log }: DialOptions,
): Promise<KeptAnswer> {
  const asked = access(account);
  if (asked?.api.dial === undefined) throw new Error(`account ${account} can no longer dial`);
  const requestId = randomUUID();
  const began = performance.now();
  const finished = async (outcome: CommandOutcome): Promise<void> => {
    const milliseconds = Math.round(performance.now() - began);
    log.info({ account, extension, requestId, outcome, milliseconds }, 'call.dialled');
    await writeAudit(database.sql, {
      at: clock.now(),
      who: wanted.who,
      what: 'call.dialled',
      subject: `request ${requestId}`,
      detail: { account, seat: seat.id, extension, outcome },
    });
  };
  let told: { providerCallId: string | null };
  try {
    told = await asked.api.dial(asked.context, {
      extension,
      employeeRef: wanted.employeeRef,
      phone: wanted.phone,
      line: wanted.line,
      requestId,
    });
  } catch (error) {
    if (error instanceof TransientFailure) await finished('not-reached');
    const failed = failedCommand(error, { pbx: asked.name, unknown: ringing });
    if (failed.outcome === 'unknown')
      log.error({ err: error, account, requestId }, 'call.dialled: the outcome is not known.');
    await finished(failed.outcome);
    return failed.answer;
  }
  await finished('done');
  return { status: 202, body: { requestId, account, extension, providerCallId: told.providerCallId } };
}
