import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { SimulatedRequest } from '../../../src/contracts/pbx.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import type { ZadarmaSettings } from './settings.ts';
import { signatureOfLetters, signedText } from './signature.ts';

/** The request that Zadarma would send for this event; none for what it has no notification of. */
export function simulate(event: CallEvent, settings: ZadarmaSettings): SimulatedRequest[] {
  const fields = fieldsOf(event, settings);
  if (fields === null) return [];
  const told = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null);
  const form = new URLSearchParams(told);
  return [
    {
      method: 'POST',
      path: '',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        signature: signatureOfLetters(signedText(form) ?? '', settings.apiSecret),
      },
      body: form.toString(),
    },
  ];
}

type Fields = Record<string, string | null>;

function fieldsOf(event: CallEvent, settings: ZadarmaSettings): Fields | null {
  const { kind, direction, extension } = event;
  const call: Fields = {
    call_start: event.occurredAt && localTimeOf(event.occurredAt, settings.zone),
    pbx_call_id: event.providerCallId,
  };
  const byUs = direction === 'out' || (direction === 'internal' && kind !== 'ringing');
  switch (kind) {
    case 'started':
      return byUs
        ? { event: 'NOTIFY_OUT_START', ...call, ...partiesOut(event) }
        : { event: 'NOTIFY_START', ...call, ...partiesIn(event) };
    case 'in-menu':
      return { event: 'NOTIFY_IVR', ...call, ...partiesIn(event) };
    case 'ringing':
      return { event: 'NOTIFY_INTERNAL', ...call, ...partiesIn(event), internal: extension };
    case 'answered':
      return { event: 'NOTIFY_ANSWER', ...call, ...answering(event), internal: extension };
    case 'ended':
    case 'missed':
      // The start stands in this notification; that of an event of its own is not known.
      return byUs
        ? { event: 'NOTIFY_OUT_END', ...call, call_start: null, ...partiesOut(event), ...resultOf(event) }
        : {
            event: 'NOTIFY_END',
            ...call,
            call_start: null,
            ...partiesIn(event),
            internal: extension,
            ...resultOf(event),
          };
    case 'recorded':
      return recordedFields(event);
    default:
      return null;
  }
}

function partiesIn({ direction, external, extension, line }: CallEvent): Fields {
  return { caller_id: direction === 'internal' ? extension : (external ?? '0'), called_did: digits(line) };
}

/** Who was called inside is not in the event: any extension stands for him. */
function partiesOut({ direction, external, extension, line }: CallEvent): Fields {
  const destination = direction === 'internal' ? (extension ?? '100') : digits(external);
  return { caller_id: digits(line), destination, internal: extension };
}

function answering({ direction, external, extension, line }: CallEvent): Fields {
  return direction === 'out'
    ? { caller_id: digits(line), destination: digits(external) }
    : { caller_id: external ?? '0', destination: extension };
}

function resultOf(event: CallEvent): Fields {
  const talk = event.seconds?.talk ?? null;
  const disposition = event.reason ?? (event.kind === 'ended' && talk !== 0 ? 'answered' : 'no answer');
  return {
    duration: String(talk ?? event.seconds?.total ?? 0),
    disposition,
    is_recorded: event.recording === null ? '0' : '1',
    call_id_with_rec: event.recording?.ref ?? null,
  };
}

function recordedFields({ providerCallId, recording }: CallEvent): Fields {
  if (recording?.kind !== 'voicemail')
    return { event: 'NOTIFY_RECORD', pbx_call_id: providerCallId, call_id_with_rec: recording?.ref ?? null };
  const call = { pbx_call_id: providerCallId, call_id: recording.ref };
  return { event: 'SPEECH_RECOGNITION', ...call, voicemail: '1', result: '{}' };
}

function digits(number: string | null): string | null {
  return number?.replace(/^\+/, '') ?? null;
}
