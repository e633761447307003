import type { Clock } from '../contracts/clock.ts';
import type { PbxEmployee } from '../contracts/pbx-api.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import type { Log } from '../platform/telemetry/index.ts';

const KEPT_MS = 10 * 60_000;
const FAILED_MS = 60_000;

/**
 * The employees of an account as its PBX tells them. Names are a comfort: where it does not tell them now, those it told
 * before stand in, else none do. Several who ask at once make one request.
 */
export function knownEmployees({
  find,
  clock,
  log,
}: {
  find: PbxAccess;
  clock: Clock;
  log: Log;
}): (account: string) => Promise<PbxEmployee[]> {
  const known = new Map<string, { until: number; employees: PbxEmployee[] }>();
  const asking = new Map<string, Promise<PbxEmployee[]>>();

  async function ask(account: string): Promise<PbxEmployee[]> {
    const pbx = find(account);
    if (pbx?.api.employees === undefined) return [];
    const keep = (employees: PbxEmployee[], milliseconds: number): PbxEmployee[] => {
      known.set(account, { until: clock.now().getTime() + milliseconds, employees });
      return employees;
    };
    try {
      return keep(await pbx.api.employees(pbx.context), KEPT_MS);
    } catch (error) {
      log.warn({ account, err: error }, 'the PBX did not tell its employees; they are offered without new names');
      return keep(known.get(account)?.employees ?? [], FAILED_MS);
    }
  }

  return (account) => {
    const hit = known.get(account);
    if (hit !== undefined && hit.until > clock.now().getTime()) return Promise.resolve(hit.employees);
    const running = asking.get(account) ?? ask(account).finally(() => asking.delete(account));
    asking.set(account, running);
    return running;
  };
}
