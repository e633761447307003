import type { ProviderSchemas, Role } from '../platform/configuration/index.ts';

/** What the process that serves lends the set-up; without it nothing can be set up from the browser. */
export interface SetupPort {
  /** Of the configuration file, which need not be there. */
  path: string;
  providers: ProviderSchemas;
  /** Fingerprint of the file that runs; null: there was none. */
  startedWith: string | null;
  roles: ReadonlySet<Role>;
  /** Begins anew with the file as it is, in this process; left out: it cannot. Returns before it does. */
  restart?: (() => void) | undefined;
}
