import { TransientFailure } from '../../../src/contracts/failures.ts';
import type { RecordingSource, WantedRecording } from '../../../src/contracts/pbx-api.ts';
import type { ZadarmaClient, ZadarmaContext } from './client.ts';

/** «We recommend you to download the recorded file in 40 seconds after the notification.» */
const READY_AFTER_SECONDS = 40;
/** From 180 to 5,184,000; ours is fetched at once. */
const LINK_LIVES_SECONDS = 1800;

/** Asks for a link that works for half an hour. What the provider does not know may still be on its way. */
export async function recording(
  client: ZadarmaClient,
  context: ZadarmaContext,
  { ref }: WantedRecording,
): Promise<RecordingSource> {
  const answer = await client.ask(context, {
    method: '/v1/pbx/record/request/',
    parameters: { call_id: ref, lifetime: String(LINK_LIVES_SECONDS) },
    mayBeUnknown: true,
  });
  if (answer === null) return { kind: 'not-yet', retryAfterSeconds: READY_AFTER_SECONDS };
  const { link, links } = answer;
  const url = typeof link === 'string' ? link : Array.isArray(links) ? (links as unknown[])[0] : null;
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:/i.test(url))
    throw new TransientFailure('Zadarma /v1/pbx/record/request/: no link in the answer');
  return { kind: 'http', url, trusted: new URL(url).origin === new URL(context.settings.apiUrl).origin };
}
