import type { CallEvent } from '../contracts/call-event.ts';
import type { Caller } from '../contracts/caller.ts';
import type { Clock } from '../contracts/clock.ts';
import type { PbxQuestion } from '../contracts/pbx-api.ts';
import type { PbxAdapter } from '../contracts/pbx.ts';
import type { E164 } from '../contracts/phone-number.ts';
import type { InboundRequest, OutboundReply } from '../contracts/request.ts';
import type { AskedNumber } from '../callers/index.ts';
import type { AnswerSettings, Configuration, PbxAccount } from '../platform/configuration/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { evaluateRules, rulesOf, type RuleFacts } from '../rules/index.ts';
import { asWithoutUs, decideAnswer, type Decided } from './decide-answer.ts';

/** A caller hears nothing while a PBX waits for us. */
const ANSWER_WITHIN_MS = 100;
/** A call is commanded at its beginning, clocks that differ a little included: later somebody talks already. */
const COMMAND_WITHIN_MS = 60_000;
/** Nobody waits for the look-up of a command, but the call goes on. */
const LOOK_UP_WITHIN_MS = 2_000;
const REMEMBERED_CALLS = 10_000;
const beginnings: readonly CallEvent['kind'][] = ['started', 'in-menu', 'queued', 'ringing'];

export interface Answers {
  /** Our word in the provider's own; null when this request asks nothing. Never rejects and never waits for long. */
  reply(account: PbxAccount, adapter: PbxAdapter, request: InboundRequest): Promise<OutboundReply | null>;
  /** For providers that are commanded: sends a call that begins where it belongs, once. Returns at once. */
  command(account: PbxAccount, adapter: PbxAdapter, events: readonly CallEvent[]): void;
  /** Waits for the commands that are under way. */
  close(): Promise<void>;
}

/** `late`: nothing was found in time; `failed`: the look-up or the command failed. */
export type AnswerOutcome = 'decided' | 'late' | 'failed';

export interface AnswersOptions {
  configuration(): Configuration;
  findPeople(asked: AskedNumber): Promise<Caller>;
  lastOperator(asked: {
    account: string;
    phone: E164;
    at: Date;
    days: number;
  }): Promise<{ extension: string; talking: boolean } | null>;
  /** When a number called us before, milliseconds. */
  earlierCalls(asked: { phone: E164; at: Date; withinMinutes: number }): Promise<number[]>;
  /** True for one process only: the call was not commanded before. */
  claimCommand(given: {
    account: string;
    providerCallId: string;
    extension: string;
    reasons: string[];
    at: Date;
  }): Promise<boolean>;
  access: PbxAccess;
  clock: Clock;
  log: Log;
  onAnswer?(account: string, outcome: AnswerOutcome, seconds: number): void;
  withinMs?: number;
}

type Asked = Pick<PbxQuestion, 'external' | 'line' | 'wants'>;

/** Answers providers that wait for our word, and commands those that do not. Only what is stored here is asked. */
export function createAnswers(options: AnswersOptions): Answers {
  const { clock, log } = options;
  const withinMs = options.withinMs ?? ANSWER_WITHIN_MS;
  const seen = new Set<string>();
  const running = new Set<Promise<void>>();

  async function decide(account: string, settings: AnswerSettings, asked: Asked): Promise<Decided> {
    const { external, wants } = asked;
    const configuration = options.configuration();
    const at = clock.now();
    const rules = rulesOf(configuration);
    const routed = wants.includes('route') && (settings.route === 'last-operator' || rules.decides.routes);
    const named = wants.includes('caller-name') && settings.callerName;
    const [caller, operator, earlierCalls] = await Promise.all([
      external !== null && (named || rules.decides.answers)
        ? options.findPeople({ phone: external, at, configuration, zone: zoneOf(configuration, asked.line) })
        : null,
      external !== null && routed
        ? options.lastOperator({ account, phone: external, at, days: settings.lastOperatorDays })
        : null,
      external !== null && rules.decides.answers && rules.countMinutes > 0
        ? options.earlierCalls({ phone: external, at, withinMinutes: rules.countMinutes })
        : null,
    ]);
    const rule = rules.decides.answers
      ? evaluateRules(rules, askedFacts({ account, asked, at, caller, earlierCalls, configuration }), { trace: 'none' })
          .actions.answer
      : undefined;
    const seated = new Set([...configuration.seats.values()].flatMap(({ extensions }) => extensions));
    return decideAnswer({
      settings,
      wants,
      withheld: external === null,
      candidates: caller?.candidates ?? [],
      lastOperator: operator === null ? null : { ...operator, seated: seated.has(operator.extension) },
      rule,
    });
  }

  async function reply(
    account: PbxAccount,
    adapter: PbxAdapter,
    request: InboundRequest,
  ): Promise<OutboundReply | null> {
    try {
      const question = adapter.question?.(request, account.settings) ?? null;
      if (question === null || adapter.reply === undefined) return null;
      const { decided } = await inTime(account, question, withinMs);
      return adapter.reply(decided.decision, question, account.settings);
    } catch (error) {
      log.error({ err: error, account: account.id }, 'answer.given: the adapter failed; please report this.');
      return null;
    }
  }

  async function inTime(
    account: PbxAccount,
    asked: Asked,
    limitMs: number,
  ): Promise<{ decided: Decided; outcome: AnswerOutcome }> {
    const began = performance.now();
    const result = await firstOf(limitMs, () =>
      account.answers === undefined
        ? Promise.resolve({ decision: asWithoutUs, reasons: ['answers-off'] })
        : decide(account.id, account.answers, asked),
    );
    const milliseconds = performance.now() - began;
    options.onAnswer?.(account.id, result.outcome, milliseconds / 1000);
    const line = {
      account: account.id,
      outcome: result.outcome,
      reasons: result.decided.reasons,
      milliseconds: Math.round(milliseconds),
    };
    if (result.outcome === 'decided') log.info(line, 'answer.given');
    else
      log.warn(
        { ...line, ...(result.error !== undefined && { err: result.error }) },
        'answer.given: the PBX was told to go on as without us. If this repeats, look at the database.',
      );
    return result;
  }

  async function send(account: PbxAccount, event: CallEvent): Promise<void> {
    const asked: Asked = { external: event.external, line: event.line, wants: ['caller-name', 'route'] };
    const { decided, outcome } = await inTime(account, asked, LOOK_UP_WITHIN_MS);
    const { extension, callerName } = decided.decision;
    if (outcome !== 'decided' || extension === null || extension === event.extension) return;
    const provider = options.access(account.id);
    if (provider?.api.route === undefined) return;
    const given = { account: account.id, providerCallId: event.providerCallId, extension, reasons: decided.reasons };
    if (!(await options.claimCommand({ ...given, at: clock.now() }))) return;
    const began = performance.now();
    await provider.api.route(provider.context, { providerCallId: event.providerCallId, event, extension, callerName });
    log.info(
      { account: account.id, reasons: decided.reasons, milliseconds: Math.round(performance.now() - began) },
      'call.routed',
    );
  }

  return {
    reply,
    command(account, adapter, events) {
      const routes = account.answers?.route === 'last-operator' || rulesOf(options.configuration()).decides.routes;
      if (adapter.api?.route === undefined || account.answers === undefined || !routes) return;
      const now = clock.now().getTime();
      for (const event of events) {
        const key = `${account.id}\n${event.providerCallId}`;
        const begins = beginnings.includes(event.kind) && event.direction === 'in' && event.external !== null;
        const late = event.occurredAt !== null && now - Date.parse(event.occurredAt) > COMMAND_WITHIN_MS;
        if (!begins || late || seen.has(key)) continue;
        if (seen.size >= REMEMBERED_CALLS) seen.clear();
        seen.add(key);
        const run = send(account, event)
          .catch((error: unknown) => {
            options.onAnswer?.(account.id, 'failed', 0);
            log.warn({ err: error, account: account.id }, 'call.routed: failed; the call goes its usual way.');
          })
          .finally(() => running.delete(run));
        running.add(run);
      }
    },
    async close() {
      await Promise.allSettled(running);
    },
  };
}

/** What is decided in time, else that nothing is. What comes later is ignored. */
async function firstOf(
  milliseconds: number,
  work: () => Promise<Decided>,
): Promise<{ decided: Decided; outcome: AnswerOutcome; error?: unknown }> {
  let timer: NodeJS.Timeout | undefined;
  const nothing = (outcome: AnswerOutcome) => ({
    decided: { decision: asWithoutUs, reasons: [`look-up-${outcome}`] },
    outcome,
  });
  const late = new Promise<{ decided: Decided; outcome: AnswerOutcome }>((resolve) => {
    timer = setTimeout(() => resolve(nothing('late')), milliseconds);
  });
  const decided = work().then(
    (found) => ({ decided: found, outcome: 'decided' as const }),
    (error: unknown) => ({ ...nothing('failed'), error }),
  );
  try {
    return await Promise.race([decided, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A call that is only just coming in: nobody waited yet and nothing came of it. */
function askedFacts({
  account,
  asked,
  at,
  caller,
  earlierCalls,
  configuration,
}: {
  account: string;
  asked: Asked;
  at: Date;
  caller: Caller | null;
  earlierCalls: number[] | null;
  configuration: Configuration;
}): RuleFacts {
  const ofLine = asked.line === null ? undefined : configuration.lines.get(asked.line)?.branch;
  const only = configuration.branches.size === 1 ? [...configuration.branches.keys()][0] : undefined;
  const hidden = asked.external === null;
  return {
    ...{ at, account, earlierCalls, direction: 'in', line: asked.line, external: asked.external },
    branch: ofLine ?? only ?? null,
    kind: hidden ? 'hidden' : (caller?.kind ?? null),
    class: hidden ? 'unknown' : (caller?.class ?? null),
    candidates: caller?.candidates ?? [],
    waitSeconds: null,
    result: null,
  };
}

function zoneOf(configuration: Configuration, line: E164 | null): string {
  const branch = line === null ? undefined : configuration.lines.get(line)?.branch;
  const found = branch === undefined ? undefined : configuration.branches.get(branch);
  return (found ?? [...configuration.branches.values()][0])?.zone ?? 'UTC';
}
