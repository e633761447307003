import { ruleSectionsJsonSchema, type Configuration } from '../platform/configuration/index.ts';

/** What an editor needs to complete: the JSON Schema of the rule sections, and what this clinic's rules may name. */
export function rulesSchema({ branches, lines, seats, pbx, mis, calls }: Configuration) {
  const campaigns = [...lines.values()].flatMap(({ campaign, campaigns: dated }) => [
    ...(campaign === undefined ? [] : [campaign]),
    ...(dated ?? []).map(({ name }) => name),
  ]);
  return {
    schema: ruleSectionsJsonSchema(),
    names: {
      branch: [...branches.keys()],
      line: [...lines.keys()],
      seat: [...seats.keys()],
      extension: [...new Set([...seats.values()].flatMap(({ extensions }) => extensions))],
      account: [...pbx.keys()],
      mis: [...mis.keys()],
      campaign: [...new Set([...campaigns, ...(calls.numberChannels?.values() ?? [])])],
    },
  };
}
