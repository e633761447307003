import type { RecordingSource, WantedRecording } from '../../../src/contracts/pbx-api.ts';
import { instantOf } from '../../kit/instant-of.ts';
import type { UisContext } from './ask-uis.ts';
import { addressesOf } from './brands.ts';
import { talkLinks, voiceMailLinks } from './call-facts.ts';
import { findCall } from './history.ts';
import { apiOf, type UisApiSettings } from './settings.ts';

const AGAIN_SECONDS = 120;
/** A record that is not there so long after the end was not made. */
const HOPELESS_MS = 24 * 3_600_000;

/** The link of the notification, or with `recordingFrom: report` a fresh one from `get.calls_report`. */
export async function recording(context: UisContext, wanted: WantedRecording): Promise<RecordingSource> {
  const settings = apiOf(context.settings);
  const now = context.clock.now().getTime();
  if (isLink(wanted.ref) && settings.recordingFrom === 'link') return sourceOf(settings, wanted.ref);
  const call = await findCall(context, wanted.providerCallId);
  if (call === null) return { kind: 'never', reason: 'UIS does not know this call.' };
  const links = (wanted.kind === 'voicemail' ? voiceMailLinks : talkLinks)(call, settings);
  // The same part where there are several, by the id that its link ends with.
  const link =
    links.find((one) => lastPart(one) === lastPart(wanted.ref)) ?? (links.length === 1 ? links[0] : undefined);
  if (link !== undefined) return sourceOf(settings, link);
  const endedAt = instantOf(call.finish_time, context.settings.zone);
  const hopeless = endedAt !== null && now - Date.parse(endedAt) > HOPELESS_MS;
  if (!hopeless) return { kind: 'not-yet', retryAfterSeconds: AGAIN_SECONDS };
  const { media, cabinet } = addressesOf(settings);
  const unset = wanted.kind === 'voicemail' ? cabinet === null && 'cabinetUrl' : media === null && 'mediaUrl';
  return {
    kind: 'never',
    reason: unset ? `Where it lies is not known; set api.${unset}.` : 'UIS has no record of it.',
  };
}

function isLink(ref: string): boolean {
  return /^https?:\/\//i.test(ref) && URL.canParse(ref);
}

/** An address that the clinic set may be in its own network; what else UIS sends may not. */
function sourceOf(settings: UisApiSettings, told: string): RecordingSource {
  const { mediaUrl, cabinetUrl } = settings;
  const { media } = addressesOf({ ...settings, mediaUrl: undefined });
  const moved = mediaUrl !== undefined && media !== null && told.startsWith(`${media}/`);
  const url = moved ? `${mediaUrl}${told.slice(media.length)}` : told;
  const ours = [mediaUrl, cabinetUrl].some((base) => base !== undefined && url.startsWith(`${base}/`));
  return { kind: 'http', url, trusted: ours };
}

function lastPart(link: string): string {
  return (
    link
      .replace(/[?#].*$/s, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? ''
  );
}
