import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { TransientFailure } from '../../../src/contracts/failures.ts';
import type { HistoryWindow, PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { readCdr } from './cdr/read-cdr.ts';
import type { AsteriskSettings } from './settings.ts';
import { showChannels, withSession } from './with-session.ts';

/** A window that ends before this cannot have a call in it that still goes on. */
const LONGEST_CALL_MS = 4 * 3600_000;

/** The call records of the window, without the calls that still go on. Without the setting `cdr` there are none. */
export async function* history(
  context: PbxApiContext<AsteriskSettings>,
  window: HistoryWindow,
): AsyncGenerator<CallEvent[]> {
  if (context.settings.cdr === undefined) return;
  const isRecent = window.to.getTime() > context.clock.now().getTime() - LONGEST_CALL_MS;
  const except = isRecent ? await goingOn(context) : new Set<string>();
  yield* readCdr(context, window, { except });
}

/** An Asterisk that is not there has no calls that go on. */
async function goingOn(context: PbxApiContext<AsteriskSettings>): Promise<Set<string>> {
  try {
    const channels = await withSession(context, showChannels);
    return new Set(channels.map((channel) => channel['linkedid'] ?? ''));
  } catch (error) {
    if (error instanceof TransientFailure) return new Set();
    throw error;
  }
}
