import type { AmiMessage } from './message.ts';

export function numberIn(text: string | undefined): number {
  return Number(text) || 0;
}

/** Seconds with a fraction since 1970, where manager.conf has timestampevents=yes. ms, by our clock. */
export function timeIn(message: AmiMessage, clockAheadMs: number): number | null {
  const text = message['timestamp'] ?? '';
  return /^\d{9,11}(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) - clockAheadMs : null;
}

/** `00:02:15` */
export function durationMs(text: string | undefined): number {
  const [hours = 0, minutes = 0, seconds = 0] = (text ?? '').split(':').map(Number);
  return (hours * 3600 + minutes * 60 + seconds) * 1000 || 0;
}

export function succeeded(message: AmiMessage): boolean {
  return (message['result'] ?? 'Success').toLowerCase() === 'success';
}
