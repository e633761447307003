import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, ToldRecording } from '../../../src/contracts/mis-api.ts';
import { askBitrix, Bitrix24Refusal, type Bitrix24Context } from './ask-bitrix.ts';
import { attachReply } from './replies.ts';

/** Half an hour of speech as MP3; more is fetched by the portal itself where there is an address to give. */
const LARGEST = 15 * 1024 * 1024;
const UPLOAD_MS = 45_000;

export async function attachRecording(
  ref: string,
  told: ToldRecording,
  progress: MisProgress,
  context: Bitrix24Context,
): Promise<void> {
  if (progress.steps['attached'] !== undefined) return;
  const content = await contentOf(told);
  try {
    await askBitrix(context, {
      method: 'telephony.externalCall.attachRecord',
      parameters: { CALL_ID: ref, ...content },
      effect: 'write',
      schema: attachReply,
      timeoutMs: UPLOAD_MS,
    });
  } catch (error) {
    if (error instanceof Bitrix24Refusal && error.reason === 'not-in-statistics')
      throw new TransientFailure('Bitrix24: the call is not in the statistics yet', { onlyThis: true });
    throw error;
  }
  await progress.finished('attached');
}

/** The portal takes wav and mp3 only. */
async function contentOf({ url, callId, read }: ToldRecording): Promise<Record<string, string>> {
  const file = await read(LARGEST);
  const extension = /\.(wav|mp3)$/i.exec(file?.fileName ?? '')?.[1]?.toLowerCase();
  if (file !== null && extension !== undefined)
    return { FILENAME: `call-${callId}.${extension}`, FILE_CONTENT: file.bytes.toString('base64') };
  if (url !== null) return { RECORD_URL: url, FILENAME: `call-${callId}.mp3` };
  throw new PermanentFailure(
    'Bitrix24: neither a copy in wav or mp3 nor an address of the recording; see recordings.keep and recordings.publicAddress',
  );
}
