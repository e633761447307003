import { z } from 'zod';
import type { E164 } from '../../../src/contracts/phone-number.ts';
import type {
  PbxApi,
  PbxEmployee,
  RecordingSource,
  WantedDial,
  WantedRecording,
} from '../../../src/contracts/pbx-api.ts';
import { textField } from '../../kit/field.ts';
import { history } from './history.ts';
import { apiOf, askYeastar, type YeastarContext } from './session.ts';
import type { YeastarSettings } from './settings.ts';

/** The PBX's own API, version 1.0 (help.yeastar.com, P-Series developer guide). */
export const api: PbxApi<YeastarSettings> = {
  isConfigured: (settings) => settings.api !== undefined,
  history,
  recording,
  dial,
  employees,
  selfTest,
};

const LATER_SECONDS = 60;

const downloadSchema = z.object({ download_resource_url: z.string().min(1) });

/** By the name of the file, as the CDR tells it; the PBX answers an address for one download. */
async function recording(context: YeastarContext, { ref }: WantedRecording): Promise<RecordingSource> {
  const found = await askYeastar(context, {
    what: 'Yeastar, recording',
    method: 'GET',
    path: 'recording/download',
    query: { file: ref },
    schema: downloadSchema,
  });
  if (found === null) return { kind: 'not-yet', retryAfterSeconds: LATER_SECONDS };
  const { url } = apiOf(context);
  const place = found.download_resource_url;
  if (!place.startsWith('/')) return { kind: 'never', reason: 'Yeastar named no address of the recording.' };
  return { kind: 'http', url: `${new URL(url).origin}${place}`, headers: { 'User-Agent': 'OpenAPI' }, trusted: true };
}

const dialledSchema = z.object({ call_id: textField });

async function dial(context: YeastarContext, wanted: WantedDial): Promise<{ providerCallId: string | null }> {
  const made = await askYeastar(context, {
    what: 'Yeastar, call',
    method: 'POST',
    path: 'call/dial',
    body: { caller: wanted.extension, callee: written(wanted.phone, apiOf(context).dialAs) },
    schema: dialledSchema,
  });
  return { providerCallId: made?.call_id ?? null };
}

function written(phone: E164, as: 'national' | 'digits' | 'e164'): string {
  if (as === 'e164') return phone;
  if (as === 'digits') return phone.slice(1);
  return phone.startsWith('+7') ? `8${phone.slice(2)}` : `810${phone.slice(1)}`;
}

const extensionsSchema = z.object({
  data: z.array(z.object({ number: textField, caller_id_name: textField })).nullish(),
});

async function employees(context: YeastarContext): Promise<PbxEmployee[]> {
  const answer = await askYeastar(context, {
    what: 'Yeastar, extensions',
    method: 'GET',
    path: 'extension/list',
    query: { page: '1', page_size: '10000' },
    schema: extensionsSchema,
  });
  return (answer?.data ?? []).flatMap(({ number, caller_id_name }) =>
    number === null ? [] : [{ ref: number, name: caller_id_name, extensions: [number] }],
  );
}

async function selfTest(context: YeastarContext): Promise<void> {
  await askYeastar(context, {
    what: 'Yeastar, information',
    method: 'GET',
    path: 'system/information',
    schema: z.looseObject({}),
  });
}
