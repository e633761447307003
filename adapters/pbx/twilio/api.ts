import { z } from 'zod';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { PbxApi, RecordingSource, WantedDial, WantedRecording } from '../../../src/contracts/pbx-api.ts';
import { textOf } from '../../kit/text-of.ts';
import { eventsOfCalls } from './events-of-resources.ts';
import { history } from './history.ts';
import {
  accountUrl,
  apiOf,
  askTwilio,
  callSchema,
  credentials,
  listTwilio,
  recordingSchema,
  type TwilioContext,
} from './resources.ts';
import type { TwilioSettings } from './settings.ts';

/** Twilio's REST API, version 2010-04-01 (twilio.com/docs/voice/api). */
export const api: PbxApi<TwilioSettings> = {
  isConfigured: (settings) => settings.api !== undefined,
  history,
  ongoing,
  call,
  recording,
  dial,
  hangUp,
  selfTest,
};

async function ongoing(context: TwilioContext): Promise<CallEvent[]> {
  const rows = [];
  for (const Status of ['ringing', 'in-progress'])
    rows.push(
      ...(await listTwilio(context, {
        what: `Twilio, calls ${Status}`,
        path: '/Calls.json',
        query: { Status },
        name: 'calls',
        row: callSchema,
      })),
    );
  return eventsOfCalls(rows, [], context);
}

async function call(context: TwilioContext, id: string): Promise<CallEvent[]> {
  const path = `/Calls/${encodeURIComponent(id)}.json`;
  const known = await askTwilio(context, {
    what: 'Twilio, call',
    method: 'GET',
    path,
    mayBeUnknown: true,
    schema: callSchema,
  });
  if (known === null) return [];
  const parts = await listTwilio(context, {
    what: 'Twilio, parts of a call',
    path: '/Calls.json',
    query: { ParentCallSid: id },
    name: 'calls',
    row: callSchema,
  });
  const recordings = await listTwilio(context, {
    what: 'Twilio, recordings of a call',
    path: '/Recordings.json',
    query: { CallSid: id },
    name: 'recordings',
    row: recordingSchema,
  });
  return eventsOfCalls([known, ...parts], recordings, context);
}

const SOON_SECONDS = 20;

/** The media of a recording needs the account's credentials, unless that is switched off in the console. */
async function recording(context: TwilioContext, { ref }: WantedRecording): Promise<RecordingSource> {
  const sid = /(?:^|\/Recordings\/)(RE[0-9a-zA-Z]{1,64})(?:\.\w+)?$/.exec(ref)?.[1];
  if (sid === undefined) return { kind: 'never', reason: 'This is no recording of Twilio.' };
  const known = await askTwilio(context, {
    what: 'Twilio, recording',
    method: 'GET',
    path: `/Recordings/${sid}.json`,
    mayBeUnknown: true,
    schema: recordingSchema,
  });
  if (known === null) return { kind: 'never', reason: 'Twilio has no such recording: it was deleted there.' };
  if (known.status === 'absent') return { kind: 'never', reason: 'Twilio recorded nothing: there was no sound.' };
  if (known.status !== 'completed') return { kind: 'not-yet', retryAfterSeconds: SOON_SECONDS };
  return {
    kind: 'http',
    url: `${accountUrl(context)}/Recordings/${sid}.mp3`,
    headers: credentials(context),
    trusted: true,
  };
}

const createdSchema = z.object({ sid: z.string().min(1).max(200) });

/** Rings the operator first; who answers is connected with the patient by the TwiML that goes with it. */
async function dial(context: TwilioContext, wanted: WantedDial): Promise<{ providerCallId: string | null }> {
  const { settings } = context;
  const telephone = Object.entries(settings.extensions).find(([, extension]) => extension === wanted.extension)?.[0];
  if (telephone === undefined)
    throw new PermanentFailure(`Twilio, call: no telephone of extension ${wanted.extension} in the setting extensions`);
  const shown = wanted.line ?? apiOf(context).callerId;
  if (shown === undefined) throw new PermanentFailure('Twilio, call: set api.callerId, or choose a line');
  const events = 'initiated ringing answered completed';
  const callbacks = `statusCallback="${escaped(settings.publicUrl)}" statusCallbackEvent="${events}"`;
  const made = await askTwilio(context, {
    what: 'Twilio, call',
    method: 'POST',
    path: '/Calls.json',
    form: {
      To: telephone,
      From: shown,
      Twiml: `<Response><Dial callerId="${shown}"><Number ${callbacks}>${wanted.phone}</Number></Dial></Response>`,
      StatusCallback: settings.publicUrl,
      StatusCallbackEvent: 'completed',
    },
    schema: createdSchema,
  });
  return { providerCallId: made?.sid ?? null };
}

async function hangUp(context: TwilioContext, id: string): Promise<void> {
  await askTwilio(context, {
    what: 'Twilio, hang up',
    method: 'POST',
    path: `/Calls/${encodeURIComponent(id)}.json`,
    form: { Status: 'completed' },
    schema: createdSchema,
  });
}

async function selfTest(context: TwilioContext): Promise<void> {
  const state = await askTwilio(context, {
    what: 'Twilio, account',
    method: 'GET',
    path: '.json',
    schema: z.object({ status: z.unknown().transform(textOf) }),
  });
  if (state?.status !== 'active')
    throw new PermanentFailure('Twilio, account: it is not active; look into its console');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
