import { visibleBranches, writeAudit, type Identity } from '../access/index.ts';
import { TransientFailure } from '../contracts/failures.ts';
import type { Pool } from '../platform/database/index.ts';
import { NothingDone, Problem, type KeptAnswer } from '../platform/http/index.ts';
import type { DialOptions } from './dial.ts';
import { failedCommand, type CommandOutcome } from './judged-command.ts';

interface GoingCall {
  id: number;
  account: string;
  branch: string | null;
  ended: boolean;
  /** Legs that have not ended. */
  legs: { key: string; extension: string | null; providerCallId: string }[];
  /** Every id that the PBX gave to a leg. */
  leg_ids: string[];
  /** The PBX's id of the part of the call that was heard of last. */
  last_heard: string | null;
}

const unknown = 'It is not known whether the PBX hung up: listen, and hang up on the telephone.';

/** Ends a call that goes on. Repeating it harms nothing, so it needs no key. */
export async function hangUp(
  wanted: { callId: number; identity: Identity },
  options: DialOptions,
): Promise<KeptAnswer> {
  const { identity } = wanted;
  const { database, access, clock, log } = options;
  const configuration = options.configuration();
  const call = await readGoing(database.pool, wanted.callId);
  const branches = visibleBranches(identity, [...configuration.branches.keys()]);
  if (call === null || (branches !== null && (call.branch === null || !branches.includes(call.branch))))
    throw new Problem(
      404,
      'no-such-call',
      'No such call',
      'There is no call with this id among those that the token may see.',
    );
  if (call.ended) throw new Problem(409, 'call-is-over', 'Call is over', 'The call has ended already.');
  const own = identity.seat === null ? undefined : configuration.seats.get(identity.seat);
  if (
    identity.role === 'reception' &&
    !call.legs.some(({ extension }) => extension !== null && own?.extensions.includes(extension))
  )
    throw new Problem(
      403,
      'not-your-workplace',
      'Not your workplace',
      'The role reception hangs up calls of its own workplace only.',
    );
  const asked = access(call.account);
  const providerCallId = call.legs.at(-1)?.providerCallId ?? call.last_heard;
  const legIds = call.legs.map(({ key }) => key).filter((key) => call.leg_ids.includes(key));
  if (asked?.api.hangUp === undefined || providerCallId === null)
    throw new Problem(
      409,
      'cannot-hang-up',
      'Cannot hang up',
      `${asked?.name ?? 'The PBX'} cannot be told to hang up: hang up on the telephone.`,
    );
  const finished = async (outcome: CommandOutcome): Promise<void> => {
    log.info({ account: call.account, call: call.id, outcome }, 'call.hung-up');
    await writeAudit(database.sql, {
      at: clock.now(),
      who: identity.label,
      what: 'call.hung-up',
      subject: `call ${call.id}`,
      detail: { account: call.account, outcome },
    });
  };
  try {
    await asked.api.hangUp(asked.context, providerCallId, legIds);
  } catch (error) {
    if (error instanceof TransientFailure) await finished('not-reached');
    const failed = commandFailed(error, asked.name);
    if (failed.outcome === 'unknown')
      log.error({ err: error, account: call.account, call: call.id }, 'call.hung-up: the outcome is not known.');
    await finished(failed.outcome);
    return failed.answer;
  }
  await finished('done');
  return { status: 202, body: { id: String(call.id) } };
}

function commandFailed(error: unknown, pbx: string): ReturnType<typeof failedCommand> {
  try {
    return failedCommand(error, { pbx, unknown });
  } catch (nothing) {
    throw nothing instanceof NothingDone ? nothing.problem : nothing;
  }
}

async function readGoing(pool: Pool, id: number): Promise<GoingCall | null> {
  const { rows } = await pool.query<GoingCall>(
    `select c.id, c.account, c.branch, c.ended_at is not null as ended,
       coalesce((select jsonb_agg(leg) from jsonb_array_elements(c.fold -> 'legs') leg where leg ->> 'state' <> 'ended'),
         '[]') as legs,
       array(select distinct e.event ->> 'legId' from call_event e
             where e.call_id = c.id and e.event ->> 'legId' is not null) as leg_ids,
       (select e.event ->> 'providerCallId' from call_event e where e.call_id = c.id order by e.id desc limit 1)
         as last_heard
     from call c
     where c.id = (select coalesce(merged_into, id) from call where id = $1)`,
    [id],
  );
  return rows[0] ?? null;
}
