import { z } from 'zod';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';

const count = z.number().nullish().catch(null);
const limitsSchema = z
  .object({
    minute_remaining: count,
    minute_reset: count,
    hour_remaining: count,
    hour_reset: count,
    day_remaining: count,
    day_reset: count,
  })
  .nullish()
  .catch(null);
const metadataSchema = z.object({ limits: limitsSchema }).nullish().catch(null);

/** `error` of both APIs. The vendor recommends to judge by `data.mnemonic`; the text is for people and may hold numbers. */
export const rpcErrorSchema = z
  .object({
    code: z.number().int().nullish().catch(null),
    data: z
      .object({ mnemonic: z.string().nullish().catch(null), metadata: metadataSchema })
      .nullish()
      .catch(null),
    metadata: metadataSchema,
  })
  .refine(({ code, data }) => code != null || data?.mnemonic != null);
export type RpcError = z.infer<typeof rpcErrorSchema>;

/** What a person changes to make it work. */
const remedies: Readonly<Record<string, string>> = {
  access_token_expired: 'the key has expired; make a new one in «Управление пользователями»',
  access_token_blocked: 'the key is blocked; unblock it in «Управление пользователями»',
  access_token_invalid: 'the key is not known; check it, and that api.brand is the one of your cabinet',
  auth_error: 'the credentials are wrong',
  ip_not_whitelisted:
    'the address of this server is not allowed; add it in «Аккаунт → Правила и настройки безопасности → API»',
  forbidden: 'the user of the key has no right to it; give it in «Управление пользователями»',
  account_inactive: 'the account is disabled; ask the support of UIS',
  component_disabled: 'the tariff lacks a component of the Call API',
  method_component_disabled: 'the tariff lacks the component of the Data API for this',
  parameter_component_disabled: 'the tariff lacks a component for a parameter',
  tariff_restrictions: 'the tariff does not allow it',
  method_not_found: 'the method is not known at this address; check api.dataApiUrl and api.callApiUrl',
  call_session_not_found: 'the call is over or unknown',
  virtual_phone_number_not_found: 'the number to show is none of this account; correct api.dialFrom or the line',
  employee_not_found: 'the employee is not known; correct employees',
  no_active_phone_number: 'the employee has no active number in the cabinet',
  contact_in_blacklist: 'the number is in the black list of the cabinet',
  own_virtual_phone_number_not_allowed: 'an own number cannot be called',
  date_interval_limit_reached: 'the span of time is longer than three months',
  tag_not_found: 'the tag is not in the cabinet',
  duplicate_tag: 'the tag is set already',
  duplicate_entity: 'it is set already',
  entity_not_found: 'the call or the tag is not known',
  invalid_parameter_value: 'a value is not accepted',
  invalid_parameters_combination: 'the values do not go together',
  required_parameter_missed: 'a parameter is missing',
  unexpected_parameters: 'a parameter is not known',
  data_type_error: 'a value has the wrong type',
  invalid_state: 'the call is not in a state for it',
};

/** Codes whose mnemonic is new to us. */
const groups: Readonly<Record<number, string>> = {
  [-32001]: 'the key was refused',
  [-32002]: 'security rules or the black list forbid the direction',
  [-32003]: 'no right to it, or the address of this server is not allowed',
  [-32007]: 'something is wrong with the own number',
  [-32008]: 'the tariff lacks a component',
  [-32009]: 'something is wrong with the account; ask the support of UIS',
};

const LIMIT_EXCEEDED = -32029;
const INTERNAL_ERROR = -32603;

/** A failure that remembers what UIS called it. */
const mnemonics = new WeakMap<Error, string>();

export function mnemonicOf(error: unknown): string | null {
  return error instanceof Error ? (mnemonics.get(error) ?? null) : null;
}

/** An error inside an answer: the request was read and nothing was done, but for `internal_error`. */
export function toFailure(error: RpcError, { method, effect }: { method: string; effect: 'read' | 'write' }): Error {
  const said = error.data?.mnemonic ?? '';
  const known = Object.hasOwn(remedies, said) || said === 'limit_exceeded' || said === 'internal_error' ? said : null;
  const failure = judge(error, known, `UIS ${method}`, effect);
  if (known !== null) mnemonics.set(failure, known);
  return failure;
}

function judge(error: RpcError, known: string | null, what: string, effect: 'read' | 'write'): Error {
  const { code } = error;
  if (known === 'limit_exceeded' || code === LIMIT_EXCEEDED) {
    return new TransientFailure(`${what}: the limit of requests is reached`, { retryAfterSeconds: resetOf(error) });
  }
  if (known === 'internal_error' || code === INTERNAL_ERROR) {
    const told = `${what}: internal error of UIS`;
    return effect === 'read' ? new TransientFailure(told) : new AmbiguousFailure(`${told}; it may have been done`);
  }
  const remedy = known === null ? groups[code ?? 0] : remedies[known];
  return new PermanentFailure(
    `${what}: ${known ?? `error${code === null || code === undefined ? '' : ` ${code}`}`}${remedy ? `, ${remedy}` : ''}.`,
  );
}

/** Seconds until the spent one of the limits is filled again, the longest of them. */
function resetOf({ data, metadata }: RpcError): number | null {
  const limits = data?.metadata?.limits ?? metadata?.limits;
  if (limits == null) return null;
  const spent = (['minute', 'hour', 'day'] as const)
    .filter((span) => limits[`${span}_remaining`] === 0)
    .map((span) => limits[`${span}_reset`] ?? -1)
    .filter((seconds) => seconds >= 0);
  if (spent.length > 0) return Math.max(...spent);
  return limits.minute_reset ?? null;
}
