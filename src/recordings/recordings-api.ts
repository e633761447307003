import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { identityOf, requireRole, visibleBranches, type Identity, type Role } from '../access/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { recordingViewSchema, type CallRecording } from './call-recordings.ts';
import type { Erased } from './erase-recordings.ts';
import type { Listener, Listens } from './listens.ts';
import type { Playable } from './play-recording.ts';
import { LINK_PATH } from './recording-links.ts';
import { UnreadableCopy } from './sealed-file.ts';
import { serveRecording } from './serve-recording.ts';

export const recordingQuerySchema = z.object({
  recording: z.string().optional().describe('one of the recordings of the call; left out: the one to hear first'),
});
export const recordingsSchema = z.object({ items: z.array(recordingViewSchema) });
export const listenAnswerSchema = recordingsSchema.extend({
  seconds: z.number().int().describe('for so long a player of this browser may ask without a token'),
});

const COOKIE = 'trubka_listen';

export interface RecordingsApiOptions {
  /** The call, or the one that it was merged into; null when there is none. */
  call(id: number): Promise<{ id: number; branch: string | null } | null>;
  recordings(callId: number): Promise<CallRecording[]>;
  play(recording: CallRecording, range: string | undefined): Promise<Playable>;
  listens: Pick<Listens, 'begin' | 'issue' | 'redeem'>;
  /** Null without links. */
  opensLink: ((told: { callId: string; until: string; signature: string }) => boolean) | null;
  erase(asked: { callId: number; who: string; tokenId: number }): Promise<Erased>;
  /** Lets what never came be asked for again; answers how many. */
  retry(asked: { callId: number; who: string; tokenId: number }): Promise<number>;
  /** Every branch of the clinic. */
  branches(): readonly string[];
  mayListen: readonly Role[];
  onDamaged(error: unknown, recording: number): void;
  /** What was being played broke off at its source. */
  onBroken(error: unknown, recording: number): void;
}

/**
 * `byTicket` stands before the check of the token: it answers players of a browser that carry a ticket, and links.
 * `signedIn` stands behind it.
 */
export function createRecordingsApi(options: RecordingsApiOptions): {
  byLink: Router;
  byTicket: Router;
  signedIn: Router;
} {
  const byLink = Router();
  const byTicket = Router();
  const signedIn = Router();
  const listening = requireRole(...options.mayListen);

  byLink.get(`${LINK_PATH}/:callId/:until/:signature`, async (request, response) => {
    const { callId, until, signature } = request.params;
    if (options.opensLink?.({ callId, until, signature }) !== true)
      throw new Problem(404, 'no-such-link', 'No such link', 'The link is not ours or its time is over.');
    const call = await options.call(Number(callId));
    if (call === null) throw noSuchCall();
    await play(request, response, call.id, { who: 'link', tokenId: null }, 'link');
  });

  byTicket.get('/calls/:id/recording', async (request, response, next) => {
    const { id } = request.params;
    const word = ticketOf(request);
    // A token always counts more than what the browser sends along by itself.
    if (request.headers.authorization !== undefined || word === null || !/^\d{1,15}$/.test(id)) return next();
    const call = await options.call(Number(id));
    const ticket = call === null ? null : await options.listens.redeem(word, call.id);
    if (call === null || ticket === null) return next();
    await play(request, response, call.id, ticket, 'screen');
  });

  signedIn.get('/calls/:id/recordings', async (request, response) => {
    const call = await visibleCall(identityOf(request), request.params.id);
    response.set('Cache-Control', 'no-store').json({ items: await views(call.id) });
  });

  signedIn.get('/calls/:id/recording', listening, async (request, response) => {
    const identity = identityOf(request);
    const call = await visibleCall(identity, String(request.params['id']));
    await play(request, response, call.id, { who: identity.label, tokenId: identity.tokenId }, 'api');
  });

  signedIn.post('/calls/:id/recording/listen', listening, async (request, response) => {
    const identity = identityOf(request);
    const call = await visibleCall(identity, String(request.params['id']));
    const { ticket, seconds } = await options.listens.issue({
      callId: call.id,
      who: identity.label,
      tokenId: identity.tokenId,
    });
    // Without a path the browser sends it to this call's recording only, also below a proxy's own prefix.
    const cookie = `${COOKIE}=${ticket}; HttpOnly; SameSite=Strict; Max-Age=${seconds}${request.secure ? '; Secure' : ''}`;
    response.set({ 'Set-Cookie': cookie, 'Cache-Control': 'no-store' }).json({ seconds, items: await views(call.id) });
  });

  signedIn.post('/calls/:id/recording/retry', requireRole('it', 'manager'), async (request, response) => {
    const { label: who, tokenId } = identityOf(request);
    const call = await visibleCall(identityOf(request), String(request.params['id']));
    response.json({ wanted: await options.retry({ callId: call.id, who, tokenId }), items: await views(call.id) });
  });

  signedIn.delete('/calls/:id/recording', requireRole('it', 'manager'), async (request, response) => {
    const { label: who, tokenId } = identityOf(request);
    const call = await visibleCall(identityOf(request), String(request.params['id']));
    response.json(await options.erase({ callId: call.id, who, tokenId }));
  });

  return { byLink, byTicket, signedIn };

  async function views(callId: number): Promise<z.infer<typeof recordingsSchema>['items']> {
    return (await options.recordings(callId)).map(({ view }) => view);
  }

  async function visibleCall(identity: Identity, id: string): Promise<{ id: number }> {
    const call = /^\d{1,15}$/.test(id) ? await options.call(Number(id)) : null;
    const branches = visibleBranches(identity, options.branches());
    if (call === null || (branches !== null && (call.branch === null || !branches.includes(call.branch))))
      throw noSuchCall();
    return call;
  }

  async function play(
    request: Request,
    response: Response,
    callId: number,
    listener: Listener,
    from: 'api' | 'screen' | 'link',
  ): Promise<void> {
    const asked = readInput(recordingQuerySchema, request.query).recording;
    const all = await options.recordings(callId);
    const recording = asked === undefined ? all[0] : all.find(({ id }) => String(id) === asked);
    if (recording === undefined)
      throw new Problem(404, 'no-recording', 'No recording', 'The telephone system told of no recording of this call.');
    try {
      const playable = await options.play(recording, request.headers.range);
      if (playable.kind === 'not-there')
        throw new Problem(404, 'recording-not-there', 'The recording cannot be played', playable.reason);
      await serveRecording(request, response, playable, () =>
        options.listens.begin({ id: recording.id, callId, from }, listener),
      );
    } catch (error) {
      const damaged = error instanceof UnreadableCopy;
      if (damaged) options.onDamaged(error, recording.id);
      else if (response.headersSent) options.onBroken(error, recording.id);
      // Cut off, so that no player takes what came for the whole.
      if (response.headersSent) return void response.destroy();
      if (!damaged) throw error;
      throw new Problem(500, 'recording-damaged', 'The copy cannot be read', error.message);
    }
  }
}

function ticketOf(request: Request): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return found !== undefined && /^[\w-]{20,100}$/.test(found) ? found : null;
}

function noSuchCall(): Problem {
  return new Problem(
    404,
    'no-such-call',
    'No such call',
    'There is no call with this id among those that the token may see.',
  );
}
