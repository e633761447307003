import type { Caller } from '../contracts/caller.ts';
import type { Clock } from '../contracts/clock.ts';
import type { E164 } from '../contracts/phone-number.ts';
import type { Configuration, RulesFile } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { WakeUp } from '../platform/wake-up/index.ts';
import { startLiveRules, type LiveRules } from './live-rules.ts';
import { createRulesApi } from './rules-api.ts';
import { createRulesEditorApi } from './rules-editor-api.ts';

const WAKE_UP = 'rules';
/** A lost wake-up and a file that was written cost this much at most. */
const LOOK_EVERY_MS = 500;

export interface Rules extends Pick<LiveRules, 'configuration'> {
  routers: ReturnType<typeof createRulesApi>[];
  stop(): Promise<void>;
}

/** The rules of the clinic as they change while Trubka runs. Those that are saved are in force before this answers. */
export async function startRules(options: {
  configuration: Configuration;
  file: RulesFile | undefined;
  database: Database;
  wakeUp: WakeUp;
  clock: Clock;
  log: Log;
  find(asked: { phone: E164; at: Date; configuration: Configuration; zone: string }): Promise<Caller>;
}): Promise<Rules> {
  const { configuration, file, database, wakeUp, clock, log, find } = options;
  const live = await startLiveRules({ configuration, file, pool: database.pool, log });
  const tried = oneAtATime(() => live.look());
  const unsubscribe = wakeUp.subscribe((message) => {
    // What fails here is tried again, and told, by the loop below.
    if (message === WAKE_UP) tried().catch(() => undefined);
  });
  const stop = repeat({ everyMs: LOOK_EVERY_MS, what: 'follow changes of the rules', log, work: tried });
  return {
    configuration: () => live.configuration(),
    routers: [
      createRulesApi({ database, configuration: () => live.configuration(), file, clock, find }),
      createRulesEditorApi({
        database,
        live: { ...live, look: tried },
        file,
        clock,
        onSaved: () => wakeUp.publish(WAKE_UP),
      }),
    ],
    async stop() {
      unsubscribe();
      await stop();
    },
  };
}

/** Looks follow each other: the last answer to come in is of the last look. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  return () => {
    running = running.then(work, work);
    return running;
  };
}
