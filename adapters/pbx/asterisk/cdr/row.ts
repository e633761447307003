import { instantOf } from '../../../kit/instant-of.ts';
import { textOf } from '../../../kit/text-of.ts';
import type { AsteriskSettings } from '../settings.ts';

/** One call record: one attempt to connect two channels. Times in whole seconds, as milliseconds since 1970. */
export interface CdrRow {
  start: number;
  /** Null when this attempt was not answered. */
  answer: number | null;
  end: number;
  src: string | null;
  dst: string | null;
  did: string | null;
  channel: string;
  dstchannel: string | null;
  application: string | null;
  disposition: string;
  uniqueid: string;
  linkedid: string | null;
  recordingfile: string | null;
  /** The number that was shown to the outside. */
  shown: string | null;
  /** The dialplan says that the caller withheld the number. */
  withheld: boolean;
}

/** The names that Asterisk, FreePBX and the mapping of our README give the same things. */
export function rowOf(fields: Readonly<Record<string, unknown>>, { zone }: AsteriskSettings): CdrRow | null {
  const text = (...names: string[]): string | null => {
    for (const name of names) {
      const value = textOf(fields[name]);
      if (value !== null) return value;
    }
    return null;
  };
  const time = (...names: string[]): number | null => {
    const at = instantOf(text(...names), zone);
    return at === null ? null : Date.parse(at);
  };
  const seconds = (name: string): number => Number(text(name) ?? 0) * 1000 || 0;
  const start = time('start', 'calldate');
  const channel = text('channel');
  const uniqueid = text('uniqueid');
  if (start === null || channel === null || uniqueid === null) return null;
  const end = time('end') ?? start + seconds('duration');
  const disposition = (text('disposition') ?? '').toUpperCase();
  const answered = disposition === 'ANSWERED';
  return {
    start,
    answer: answered ? (time('answer') ?? end - seconds('billsec')) : null,
    end,
    src: text('cnum', 'src'),
    dst: text('dst'),
    did: text('did'),
    channel,
    dstchannel: text('dstchannel'),
    application: text('lastapp'),
    disposition,
    uniqueid,
    linkedid: text('linkedid'),
    recordingfile: text('recordingfile'),
    shown: text('outbound_cnum') ?? text('src'),
    withheld: text('withheld') !== null && text('withheld') !== '0',
  };
}
