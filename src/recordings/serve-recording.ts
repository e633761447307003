import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteRange } from './byte-range.ts';
import type { Playable } from './play-recording.ts';

/** Nothing between us and the player keeps a copy, and a file that is no audio after all can do nothing. */
const always = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Content-Disposition': 'inline',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/**
 * Answers a player: the whole or one range, HEAD without a body. `heard` is called before the first byte of a recording
 * goes out, not for HEAD and not for a range that does not exist; when it rejects, nothing goes out. A copy that turns
 * out to be damaged on its way is cut off, so that no player takes it for whole.
 */
export async function serveRecording(
  request: IncomingMessage,
  response: ServerResponse,
  playable: Exclude<Playable, { kind: 'not-there' }>,
  heard: () => Promise<void>,
): Promise<void> {
  const isHead = request.method === 'HEAD';
  if (playable.kind === 'passed-on') {
    const headers = {
      ...always,
      'Content-Type': playable.contentType,
      ...(playable.length !== null && { 'Content-Length': playable.length }),
      ...(playable.contentRange !== null && { 'Content-Range': playable.contentRange, 'Accept-Ranges': 'bytes' }),
    };
    try {
      if (!isHead) await heard();
    } catch (error) {
      playable.body.destroy();
      throw error;
    }
    response.writeHead(playable.contentRange === null ? 200 : 206, headers);
    if (isHead) {
      playable.body.destroy();
      response.end();
      return;
    }
    return send(playable.body, response);
  }

  const { size, etag, contentType } = playable;
  const condition = request.headers['if-range'];
  // A date is never ours, and another copy's tag means that the player's first half is of another file.
  const ranged = condition === undefined || (etag !== null && condition === etag);
  const range = isHead || !ranged ? 'whole' : byteRange(request.headers.range, size);
  const headers = { ...always, 'Accept-Ranges': 'bytes', ...(etag !== null && { ETag: etag }) };
  if (range === 'outside') {
    response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const [start, end] = range === 'whole' ? [0, size - 1] : [range.start, range.end];
  const told = { ...headers, 'Content-Type': contentType, 'Content-Length': end - start + 1 };
  if (isHead) {
    response.writeHead(200, told).end();
    return;
  }
  const body = await playable.read(start, end);
  try {
    await heard();
  } catch (error) {
    body.destroy();
    throw error;
  }
  if (range === 'whole') response.writeHead(200, told);
  else response.writeHead(206, { ...told, 'Content-Range': `bytes ${start}-${end}/${size}` });
  return send(body, response);
}

/** A player that goes away is the usual end of listening. */
async function send(body: Readable, response: ServerResponse): Promise<void> {
  try {
    await pipeline(body, response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
