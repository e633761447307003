import { z } from 'zod';
import type { PbxEmployee } from '../contracts/pbx-api.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { bindingKinds, bindingLines, type BindingKind } from './binding-lines.ts';

export const unboundSchema = z.object({
  account: z.string(),
  kind: z.enum(bindingKinds),
  value: z.string().describe('extension, id of the employee, or number of the line'),
  name: z.string().nullable().describe('as the PBX calls the employee'),
  extensions: z.array(z.string()).describe('of the employee, as the PBX knows them'),
  calls: z.number().int(),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  lastCall: z.string().describe('id of the last call'),
  dismissed: z.boolean(),
  yaml: z.string().nullable().describe('what to paste into the configuration'),
  under: z.string().nullable().describe('where to paste it'),
});
export type Unbound = z.infer<typeof unboundSchema>;

export interface FoundUnbound {
  account: string;
  kind: BindingKind;
  value: string;
  calls: number;
  first_seen: Date;
  last_seen: Date;
  last_call: number;
  dismissed: boolean;
}

const DAYS = 30;

/**
 * Lines, extensions and employees in the calls of the last 30 days that the configuration does not know. A leg that is
 * a telephone number is a forward to a mobile, not an extension.
 */
export async function findUnbound(
  database: Database,
  configuration: Configuration,
  now: Date,
): Promise<FoundUnbound[]> {
  const since = new Date(now.getTime() - DAYS * 24 * 3600_000);
  const extensions = [...configuration.seats.values()].flatMap((seat) => [
    ...seat.extensions,
    ...(seat.groupExtensions ?? []),
  ]);
  const { rows } = await database.pool.query<FoundUnbound>(
    `with recent as (
       select id, account, line, direction, started_at, fold from call
       where started_at >= $1 and merged_into is null and account = any($4)
     ), seen as (
       select account, 'line' as kind, line as value, id, started_at from recent
       where line is not null and direction is distinct from 'internal' and not line = any($2)
       union all
       select r.account, 'extension', l ->> 'extension', r.id, r.started_at
       from recent r cross join lateral jsonb_array_elements(r.fold -> 'legs') l
       where l ->> 'extension' is not null and not l ->> 'extension' = any($3) and l ->> 'extension' !~ '^[+]?[0-9]{9,}$'
       union all
       select r.account, 'employee', l ->> 'employeeRef', r.id, r.started_at
       from recent r cross join lateral jsonb_array_elements(r.fold -> 'legs') l
       where l ->> 'extension' is null and l ->> 'employeeRef' is not null
     )
     select s.account, s.kind, s.value, count(distinct s.id) as calls, min(s.started_at) as first_seen,
       max(s.started_at) as last_seen, (array_agg(s.id order by s.started_at desc))[1] as last_call,
       exists (select 1 from binding_dismissed d where d.account = s.account and d.kind = s.kind and d.value = s.value) as dismissed
     from seen s group by s.account, s.kind, s.value order by calls desc, s.value limit 500`,
    [since, [...configuration.lines.keys()], extensions, [...configuration.pbx.keys()]],
  );
  return rows;
}

/** With the names that the PBX gives and the lines to paste. */
export function describeUnbound(
  found: FoundUnbound,
  options: { employees: readonly PbxEmployee[]; bindsEmployees: boolean; language: 'ru' | 'en' },
): Unbound {
  const employee = options.employees.find(({ ref, extensions }) =>
    found.kind === 'employee' ? ref === found.value : found.kind === 'extension' && extensions.includes(found.value),
  );
  const name = employee?.name ?? null;
  const extensions = employee?.extensions ?? [];
  return {
    account: found.account,
    kind: found.kind,
    value: found.value,
    name,
    extensions,
    calls: found.calls,
    firstSeen: found.first_seen.toISOString(),
    lastSeen: found.last_seen.toISOString(),
    lastCall: String(found.last_call),
    dismissed: found.dismissed,
    ...bindingLines({ ...found, name, extension: extensions[0] ?? null, ...options }),
  };
}
