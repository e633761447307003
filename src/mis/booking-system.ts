import type { MisAdapter } from '../contracts/mis.ts';
import type { MisAccountConfiguration } from '../platform/configuration/index.ts';

/** The name of the system whose timetable or visits we are told of: visits are written there. Null where there is none. */
export function bookingSystem(
  adapters: readonly MisAdapter[],
  configured: ReadonlyMap<string, MisAccountConfiguration>,
): string | null {
  for (const { provider, settings } of configured.values()) {
    const adapter = adapters.find(({ id }) => id === provider);
    if (adapter === undefined) continue;
    const tells =
      adapter.capabilities.includes('timetable') ||
      (adapter.api?.can(adapter.settings.parse(settings)).visits ?? false) !== false;
    if (tells) return adapter.name;
  }
  return null;
}
