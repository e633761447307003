import { campaignAt, localMoment, openingAt } from '../platform/configuration/index.ts';
import type { Branch, Configuration, LocalMoment, Opening } from '../platform/configuration/index.ts';
import { maskPhone } from '../platform/telemetry/mask-phone.ts';
import type { Prepared } from './condition.ts';
import type { KnownPerson, RuleFacts } from './rule-facts.ts';

const notTold: Opening = { open: null, why: 'no-hours' };

/** Everything beside the facts themselves is worked out when the first rule asks for it. */
export function prepareFacts(facts: RuleFacts, configuration: Pick<Configuration, 'branches' | 'lines'>): Prepared {
  let moment: LocalMoment | undefined;
  let opening: Opening | undefined;
  let campaign: string | null | undefined;
  let maskedNumber: string | null | undefined;
  let people: readonly KnownPerson[] | undefined;
  const branch = facts.branch === null ? undefined : configuration.branches.get(facts.branch);
  const zone = (branch ?? firstOf(configuration.branches))?.zone ?? 'UTC';
  return {
    facts,
    branch,
    zone,
    get moment() {
      moment ??= localMoment(facts.at, zone);
      return moment;
    },
    get opening() {
      opening ??= branch === undefined ? notTold : openingAt(branch, facts.at, this.moment);
      return opening;
    },
    get maskedNumber() {
      if (maskedNumber === undefined) maskedNumber = facts.external === null ? null : maskPhone(facts.external);
      return maskedNumber;
    },
    get campaign() {
      if (campaign === undefined) campaign = campaignOf(facts, configuration, zone);
      return campaign;
    },
    get people() {
      if (people === undefined) {
        const chosen = facts.candidates.filter((person) => person.chosen);
        people = chosen.length > 0 ? chosen : facts.candidates;
      }
      return people;
    },
  };
}

/** An aggregator's number tells more exactly than a line where a call comes from. */
export function campaignOf(
  { channel, line, at }: Pick<RuleFacts, 'channel' | 'line' | 'at'>,
  { lines }: Pick<Configuration, 'lines'>,
  zone: string,
): string | null {
  return channel ?? campaignAt(line === null ? undefined : lines.get(line), at, zone)?.name ?? null;
}

function firstOf(branches: ReadonlyMap<string, Branch>): Branch | undefined {
  for (const branch of branches.values()) return branch;
  return undefined;
}
