import { callEvent, type CallEvent } from '../contracts/call-event.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { rehearseIntake, type IntakeOptions } from './intake.ts';

/** After so many the machine code and the plans are as good as they get. */
const ROUNDS = 30;

/**
 * Makes a process that has just started as quick as one that runs for an hour, before it is reachable: a provider that
 * notifies while it starts would wait for plans and compilers. Nothing of it is kept; a failure only means a slower start.
 */
export async function warmIntake(
  options: Pick<IntakeOptions, 'pool' | 'configuration' | 'clock' | 'settleSeconds'> & { log: Log },
): Promise<void> {
  const { pbx, lines, seats } = options.configuration();
  const [account] = pbx.keys();
  if (account === undefined) return;
  const line = [...lines.keys()][0] ?? null;
  const extension = [...seats.values()].flatMap(({ extensions }) => extensions)[0] ?? null;
  try {
    await rehearseIntake((round) => stagesOf(`rehearsal ${process.pid} ${round}`), ROUNDS, options);
  } catch (error) {
    options.log.warn({ err: error }, 'the intake could not be warmed up; the first calls may be slower');
  }

  function stagesOf(id: string): CallEvent[][] {
    const at = options.clock.now().toISOString();
    const told = (kind: CallEvent['kind'], more: Partial<CallEvent>): CallEvent =>
      callEvent({
        account: account ?? '',
        providerCallId: id,
        eventKey: `${id} ${kind}`,
        kind,
        occurredAt: at,
        ...more,
      });
    return [
      // Nobody has this number.
      [told('started', { direction: 'in', external: '+70000000000', line })],
      [told('ringing', { extension, legId: id })],
      [told('answered', { extension, legId: id })],
      [told('ended', { seconds: { wait: 1, talk: 1, total: 2 } })],
    ];
  }
}
