import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { pathsOf } from '../../kit/value-at.ts';
import { fieldNames } from './fields.ts';
import { noteOfNumber } from './notes.ts';
import { readNotification, type FieldReading } from './read-notification.ts';
import type { MappedSettings } from './settings.ts';
import { sourceOf } from './source.ts';

/** A notification as a person has it: the text that the PBX sent, or the address that it called. */
export interface Sample {
  body: string;
  /** What follows the secret in the address. */
  path?: string;
  headers?: Readonly<Record<string, string>>;
}

export interface SampleExplanation {
  /** How the text was understood; null when it was not. */
  readAs: 'json' | 'form' | 'query' | null;
  /** One entry for every field of the settings, in the order of the settings' reference. */
  fields: FieldReading[];
  /** What comes of it, with their account `sample`; empty for an ignored word and with a problem. */
  events: CallEvent[];
  /** Why it would go to the unread notifications, with the field's name. */
  problem: { text: string; field: string | null } | null;
  /** Paths of the sample that no field reads: what a forgotten or misspelt field may be. */
  unused: string[];
}

/**
 * What a pasted sample becomes with these settings, field by field, and why something was not understood. Reads exactly
 * like `parse`; asks for no secret.
 */
export function explainSample(sample: string | Sample, settings: MappedSettings): SampleExplanation {
  const given: Sample = typeof sample === 'string' ? { body: sample } : sample;
  const { request, readAs } = requestOf(given, settings);
  const source = sourceOf(request, settings);
  if (source === null) {
    const text = 'This is neither JSON nor a form with named fields (a=1&b=2).';
    return { readAs: null, fields: [], events: [], problem: { text, field: null }, unused: [] };
  }
  const { fields, events, failure } = readNotification(source, 'sample', settings);
  const explained = fields
    .map((reading) => withParty(reading, events, settings))
    .sort((a, b) => fieldNames.indexOf(a.field) - fieldNames.indexOf(b.field));
  const read = new Set(fields.flatMap(({ path }) => path.split(/[|+]/).map((part) => part.trim())));
  const secret = settings.secretIn === 'field' ? settings.secretName : undefined;
  return {
    readAs,
    fields: explained,
    events,
    problem: failure && { text: failure.message, field: failure.field },
    unused: pathsOf(source.record).filter((path) => !read.has(path) && path !== secret),
  };
}

function requestOf(
  { body, path = '', headers = {} }: Sample,
  settings: MappedSettings,
): { request: InboundRequest; readAs: 'json' | 'form' | 'query' } {
  const text = body.trim();
  const address = /^(?:(?:GET|POST)\s+)?(?:https?:\/\/|\/)[^\s?]*\?(\S+)/i.exec(text);
  const rawQuery = address?.[1] ?? '';
  const behind = settings.secretIn === 'path' ? `/-/${path}` : `/${path}`;
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    readAs: address !== null ? 'query' : text.startsWith('{') ? 'json' : 'form',
    request: {
      method: address === null ? 'POST' : 'GET',
      path: behind,
      query: Object.fromEntries(new URLSearchParams(rawQuery)),
      rawQuery,
      headers: Object.fromEntries(lowered),
      body: Buffer.from(address === null ? text : ''),
      remoteAddress: '',
    },
  };
}

/** Which of `from` and `to` is the patient is known only when the direction is. */
function withParty(reading: FieldReading, events: readonly CallEvent[], settings: MappedSettings): FieldReading {
  const [event] = events;
  const isParty = reading.field === 'from' || reading.field === 'to';
  if (!isParty || reading.found === null || event === undefined || event.direction === 'internal') return reading;
  if (event.direction === null)
    return {
      ...reading,
      becomes: null,
      note: {
        code: 'direction-unknown',
        text: 'This notification does not tell the direction, so it is not known whose number this is.',
      },
    };
  const isPatient = reading.field === (event.direction === 'in' ? 'from' : 'to');
  if (!isPatient) return { ...reading, becomes: settings.fields.line === undefined ? event.line : null };
  if (settings.fields.external !== undefined) return { ...reading, becomes: null };
  return { ...reading, becomes: event.external, note: noteOfNumber(reading.found, settings) };
}
