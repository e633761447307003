import { z } from 'zod';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type {
  PbxApi,
  PbxEmployee,
  RecordingSource,
  WantedDial,
  WantedRecording,
} from '../../../src/contracts/pbx-api.ts';
import { textField } from '../../kit/field.ts';
import { rowSchema } from './call-row.ts';
import { eventsOfRow, history } from './history.ts';
import { extensionOf } from './notification.ts';
import { askTelphin, type TelphinContext } from './session.ts';
import type { TelphinSettings } from './settings.ts';

/** API of «Телфин.Офис» (RingMe), as its documents and clients in production speak it. */
export const api: PbxApi<TelphinSettings> = {
  isConfigured: (settings) => settings.api !== undefined,
  history,
  call,
  recording,
  dial,
  employees,
  selfTest,
};

async function call(context: TelphinContext, id: string): Promise<CallEvent[]> {
  const row = await askTelphin(context, {
    what: 'Telphin, call',
    method: 'GET',
    path: `client/@me/call_history/${encodeURIComponent(id)}`,
    mayBeUnknown: true,
    schema: rowSchema,
  });
  return row?.call_uuid == null ? [] : eventsOfRow(row, context);
}

const LATER_SECONDS = 60;
const placeSchema = z.object({ record_url: z.url({ protocol: /^https?$/ }) });

/** `RecID` of an event; the address that the API answers is one of its storage, for a while. */
async function recording(context: TelphinContext, { ref }: WantedRecording): Promise<RecordingSource> {
  const place = await askTelphin(context, {
    what: 'Telphin, recording',
    method: 'GET',
    path: `client/@me/record/${encodeURIComponent(ref)}/storage_url/`,
    mayBeUnknown: true,
    schema: placeSchema,
  });
  if (place === null) return { kind: 'not-yet', retryAfterSeconds: LATER_SECONDS };
  return { kind: 'http', url: place.record_url, trusted: false };
}

const extensionSchema = z.object({ id: textField, name: textField, label: textField });

/** Telephones only: menus and queues are extensions too. */
async function telephones(context: TelphinContext): Promise<PbxEmployee[]> {
  const rows = await askTelphin(context, {
    what: 'Telphin, extensions',
    method: 'GET',
    path: 'client/@me/extension/',
    query: { type: 'phone', page: '1', per_page: '500' },
    schema: z.array(extensionSchema),
  });
  return (rows ?? []).flatMap(({ id, name, label }) => {
    const extension = extensionOf(name);
    return id === null || extension === null ? [] : [{ ref: id, name: label, extensions: [extension] }];
  });
}

function employees(context: TelphinContext): Promise<PbxEmployee[]> {
  return telephones(context);
}

const calledSchema = z.looseObject({ call_uuid: textField });

/** A callback of the extension: its own telephone rings first. The extension is named by its id in the API. */
async function dial(context: TelphinContext, wanted: WantedDial): Promise<{ providerCallId: string | null }> {
  const known = await telephones(context);
  const telephone = known.find(({ extensions }) => extensions.includes(wanted.extension));
  if (telephone === undefined)
    throw new PermanentFailure(`Telphin, call: there is no telephone with extension ${wanted.extension}`);
  const made = await askTelphin(context, {
    what: 'Telphin, call',
    method: 'POST',
    path: `extension/${encodeURIComponent(telephone.ref)}/callback/`,
    body: { src_num: [wanted.extension], dst_num: wanted.phone.slice(1) },
    schema: calledSchema,
  });
  return { providerCallId: made?.call_uuid ?? null };
}

async function selfTest(context: TelphinContext): Promise<void> {
  await askTelphin(context, {
    what: 'Telphin, extensions',
    method: 'GET',
    path: 'client/@me/extension/',
    query: { type: 'phone', page: '1', per_page: '1' },
    schema: z.array(z.unknown()),
  });
}
