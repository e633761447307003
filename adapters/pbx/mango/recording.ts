import { TransientFailure } from '../../../src/contracts/failures.ts';
import type { RecordingSource, WantedRecording } from '../../../src/contracts/pbx-api.ts';
import { isNotFoundCode, isTooShortCode } from './result-code.ts';
import type { MangoClient, MangoContext } from './client.ts';

/**
 * The address of the file, which works once and for a short time. A recording that is not there yet is a «wrong
 * request», of which Mango takes one in two minutes; so after one the others wait for that to pass.
 */
export async function recording(
  client: MangoClient,
  context: MangoContext,
  { ref }: WantedRecording,
): Promise<RecordingSource> {
  const guard = client.guardOf(context.settings);
  const now = context.clock.now().getTime();
  guard.check(now);
  const cautious = guard.cautiousSeconds(now);
  if (cautious !== null) return { kind: 'not-yet', retryAfterSeconds: cautious };

  const answer = await client.post(context, {
    path: '/queries/recording/post',
    told: { recording_id: ref, action: 'download' },
    limit: 'all',
    effect: 'read',
  });
  if (answer.code !== null && isTooShortCode(answer.code))
    return { kind: 'never', reason: 'Mango Office keeps no recording as short as this one (4002).' };
  if (answer.status === 404 || (answer.code !== null && isNotFoundCode(answer.code)))
    return { kind: 'not-yet', retryAfterSeconds: AGAIN_SECONDS };
  if (answer.failure !== null) throw answer.failure;
  return sourceOf(answer.headers['location'], context);
}

/** «About a minute» by the document, two by the limit of wrong requests. */
const AGAIN_SECONDS = 120;

function sourceOf(location: string | undefined, { settings }: MangoContext): RecordingSource {
  const address = location !== undefined && URL.canParse(location, settings.apiUrl) ? location : null;
  const url = address === null ? null : new URL(address, settings.apiUrl);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new TransientFailure('Mango Office answered without the address of the recording');
  return { kind: 'http', url: url.href, trusted: url.origin === new URL(settings.apiUrl).origin };
}
