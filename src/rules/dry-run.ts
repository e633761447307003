import { callClasses, callerKinds, type Caller } from '../contracts/caller.ts';
import { directions } from '../contracts/call-event.ts';
import type { Clock } from '../contracts/clock.ts';
import { isWithheld, toE164, type E164, type PhoneContext } from '../contracts/phone-number.ts';
import { z } from 'zod';
import { callResults, openingAt, type Configuration } from '../platform/configuration/index.ts';
import { rulesOf } from './compile-rules.ts';
import { decisionOf, type RuleDecision } from './decision.ts';
import { evaluateRules, type RuleVerdict } from './evaluate-rules.ts';
import { campaignOf } from './prepare-facts.ts';
import type { RuleFacts } from './rule-facts.ts';

/** A call as somebody describes it. */
export const describedCallSchema = z.object({
  from: z.string().max(100).optional().describe('the other side in any writing; left out, `hidden` or empty: withheld'),
  line: z.string().max(100).optional().describe("the clinic's number in any writing"),
  branch: z.string().optional().describe('where no line tells it'),
  account: z.string().optional().describe('PBX account'),
  at: z.iso.datetime({ offset: true }).optional().describe('when the call begins; now when left out'),
  direction: z.enum(directions).default('in'),
  kind: z.enum(callerKinds).optional().describe('instead of what the directory knows'),
  class: z.enum(callClasses).optional().describe('instead of what the directory knows'),
  waitSeconds: z.number().int().min(0).optional(),
  result: z.enum(callResults).optional().describe('once the call is over'),
  callsBefore: z
    .number()
    .int()
    .min(0)
    .max(30)
    .optional()
    .describe('how often the number called just before; from the register when left out'),
});
export type DescribedCall = z.infer<typeof describedCallSchema>;

export interface DryRun {
  verdict: RuleVerdict;
  decision: RuleDecision;
  /** What the rules were told of the call; no name, no number. */
  told: {
    at: string;
    branch: string | null;
    zone: string | null;
    line: string | null;
    campaign: string | null;
    kind: string | null;
    class: string | null;
    people: number;
    open: boolean | null;
  };
}

export interface DryRunPorts {
  configuration: Configuration;
  clock: Clock;
  /** Who has a number; null: the directory is not asked. */
  find: ((asked: { phone: E164; at: Date; configuration: Configuration; zone: string }) => Promise<Caller>) | null;
  /** When a number called us before; null: the register is not asked. */
  callsOf: ((asked: { phone: E164; at: Date; withinMinutes: number }) => Promise<number[]>) | null;
}

/** The description names something that cannot be. The message says what to write. */
export class BadDescription extends Error {
  override readonly name = 'BadDescription';
}

/** What the rules would say of a described call. Nothing is written. Throws `BadDescription`. */
export async function dryRun(asked: DescribedCall, ports: DryRunPorts): Promise<DryRun> {
  const { configuration } = ports;
  const { country } = configuration.clinic;
  const at = asked.at === undefined ? ports.clock.now() : new Date(asked.at);
  const line = asked.line === undefined ? null : readNumber('line', asked.line, country);
  if (line !== null && !configuration.lines.has(line))
    throw new BadDescription(`line: ${asked.line} is no line of the clinic; lines stand under branches.`);
  if (asked.branch !== undefined && !configuration.branches.has(asked.branch))
    throw new BadDescription(
      `branch: there is no "${asked.branch}"; there are ${[...configuration.branches.keys()].join(', ')}.`,
    );
  if (asked.account !== undefined && !configuration.pbx.has(asked.account))
    throw new BadDescription(
      `account: there is no "${asked.account}"; there are ${[...configuration.pbx.keys()].join(', ')}.`,
    );
  const ofLine = line === null ? undefined : configuration.lines.get(line);
  const only = configuration.branches.size === 1 ? [...configuration.branches.values()][0] : undefined;
  const branch = configuration.branches.get(ofLine?.branch ?? asked.branch ?? only?.id ?? '');
  const zone = (branch ?? [...configuration.branches.values()][0])?.zone ?? 'UTC';
  const areaCode = branch?.areaCode;
  const external =
    asked.direction === 'internal' || isWithheld(asked.from)
      ? null
      : readNumber('from', asked.from ?? '', country, areaCode);
  const caller = await callerOf();
  const compiled = rulesOf(configuration);
  const facts: RuleFacts = {
    ...{ at, line, external, direction: asked.direction, channel: channelOf() },
    account: asked.account ?? null,
    branch: branch?.id ?? null,
    kind: asked.kind ?? caller.kind,
    class: asked.class ?? caller.class,
    candidates: caller.candidates,
    earlierCalls: await earlierCalls(),
    waitSeconds: asked.waitSeconds ?? null,
    result: asked.result ?? null,
  };
  const verdict = evaluateRules(compiled, facts, { trace: 'every' });
  return {
    verdict,
    decision: decisionOf(verdict, facts, configuration),
    told: {
      at: at.toISOString(),
      branch: facts.branch,
      zone: branch?.zone ?? null,
      line: ofLine?.name ?? null,
      campaign: campaignOf(facts, configuration, zone),
      kind: facts.kind,
      class: facts.class,
      people: facts.candidates.length,
      open: branch === undefined ? null : openingAt(branch, at).open,
    },
  };

  function channelOf(): string | null {
    return (external === null ? undefined : configuration.calls.numberChannels?.get(external)) ?? null;
  }

  async function callerOf(): Promise<Pick<Caller, 'kind' | 'class' | 'candidates'>> {
    if (asked.direction === 'internal') return { kind: 'unknown', class: null, candidates: [] };
    if (external === null) return { kind: 'hidden', class: 'unknown', candidates: [] };
    if (ports.find === null || asked.kind !== undefined || asked.class !== undefined)
      return { kind: 'unknown', class: 'unknown', candidates: [] };
    return ports.find({ phone: external, at, configuration, zone });
  }

  async function earlierCalls(): Promise<number[] | null> {
    if (asked.callsBefore !== undefined)
      return Array.from({ length: asked.callsBefore }, (_, n) => at.getTime() - n - 1);
    if (external === null || ports.callsOf === null || compiled.countMinutes === 0) return null;
    return ports.callsOf({ phone: external, at, withinMinutes: compiled.countMinutes });
  }
}

function readNumber(key: string, written: string, country: PhoneContext['country'], areaCode?: string): E164 {
  const number = toE164(written, { country, areaCode });
  if (number === null)
    throw new BadDescription(`${key}: "${written}" is no telephone number; write for example +79161234567.`);
  return number;
}
