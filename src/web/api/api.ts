import { noteServerTime } from '../words/server-clock.ts';
import { readSlots } from './read-slots.ts';
import { saveFile } from './save-file.ts';
import type {
  CallRow,
  Corrected,
  Correction,
  DataLevel,
  Dialled,
  FoundPerson,
  Said,
  Listening,
  Me,
  Page,
  Slots,
} from './shapes.ts';

/** An answer outside 2xx (`application/problem+json`); status 0: the server was not reached. */
export class ApiProblem extends Error {
  readonly status: number;
  /** The code at the end of the problem's `type`; empty where there is none. */
  readonly type: string;
  readonly detail: string;
  /** Further members of the problem, for words that fill them in. */
  readonly values: Record<string, unknown>;
  constructor(status: number, title: string, type = '', detail = '', values: Record<string, unknown> = {}) {
    super(title);
    this.name = 'ApiProblem';
    this.status = status;
    this.type = type;
    this.detail = detail;
    this.values = values;
  }
}

export interface Sent {
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** Idempotency-Key: the same one when the same thing is tried again. */
  key?: string;
  signal?: AbortSignal;
}

export interface Api {
  /** For the pages: `path` is below `/api/v1/`, with its query. Throws ApiProblem. An empty answer is undefined. */
  get<Answer>(path: string, signal?: AbortSignal): Promise<Answer>;
  /** POST unless told otherwise. */
  send<Answer>(path: string, sent?: Sent): Promise<Answer>;
  /** Sends a file as the body, however long that takes. */
  upload<Answer>(path: string, file: Blob, signal?: AbortSignal): Promise<Answer>;
  /** Hands a file of the server to the browser; its name is the server's, else `fileName`. */
  download(path: string, fileName: string): Promise<void>;
  me(signal: AbortSignal): Promise<Me>;
  /** Calls since an instant, newest first. */
  calls(query: { since: string; cursor: string | null }, signal: AbortSignal): Promise<Page<CallRow>>;
  slots(query: { branch: string; limit: number }, signal: AbortSignal): Promise<Slots>;
  /** Says who of the candidates calls; null takes the choice back. */
  chooseCaller(callId: string, personId: string | null): Promise<CallRow>;
  /** People of the directory by the beginnings of the words of a name. */
  findPeople(name: string, signal: AbortSignal): Promise<{ items: FoundPerson[] }>;
  /** Corrects the directory at a call; the same key does it once. */
  correct(callId: string, said: Said, key: string): Promise<Corrected>;
  undo(correctionId: string, key: string): Promise<Corrected>;
  corrections(callId: string, signal: AbortSignal): Promise<{ items: Correction[] }>;
  /** What the call counts as; null: as the rules say. */
  setClass(callId: string, callClass: CallRow['class']): Promise<CallRow>;
  dataLevel(branch: string, signal: AbortSignal): Promise<DataLevel>;
  /** Lets the players of this browser ask for the recordings of a call, and tells what there is. */
  listen(callId: string, signal: AbortSignal): Promise<Listening>;
  /** For a player; works after `listen` only. */
  recordingAddress(callId: string, recordingId: string): string;
  /** Tells the PBX to call `phone` from this workplace; the same key never dials twice. */
  dial(wanted: { phone: string; line: string | null }, key: string): Promise<Dialled>;
}

const timeoutMs = 15_000;

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Blob;
  signal?: AbortSignal;
  /** How long an answer may take; null: as long as it does. */
  withinMs?: number | null;
}

/** The REST side of the server with the key of a workplace; null: with the session of this browser. */
export function createApi(token: string | null): Api {
  async function answer(path: string, { signal, withinMs = timeoutMs, ...init }: Call = {}): Promise<Response> {
    const stop = new AbortController();
    const timer = withinMs === null ? undefined : setTimeout(() => stop.abort(), withinMs);
    signal?.addEventListener('abort', () => stop.abort());
    let response: Response;
    try {
      response = await fetch(new URL(`api/v1/${path}`, document.baseURI), {
        ...init,
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          accept: 'application/json',
          ...init.headers,
        },
        signal: stop.signal,
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new ApiProblem(0, 'no connection');
    } finally {
      clearTimeout(timer);
    }
    noteServerTime(response.headers.get('date'));
    if (!response.ok) throw await problemOf(response);
    return response;
  }
  async function request<Answer>(path: string, call?: Call): Promise<Answer> {
    const response = await answer(path, call);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }

  return {
    get: (path, signal) => request(path, signal === undefined ? {} : { signal }),
    send: (path, { method = 'POST', body, key, signal } = {}) =>
      request(path, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
      }),
    upload: (path, file, signal) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: file,
        withinMs: null,
        ...(signal !== undefined && { signal }),
      }),
    async download(path, fileName) {
      const response = await answer(path, { headers: { accept: '*/*' } });
      const told = /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1];
      saveFile(await response.blob(), told ?? fileName);
    },
    me: (signal) => request('me', { signal }),
    calls: ({ since, cursor }, signal) => {
      const query = new URLSearchParams({ from: since, limit: '100' });
      if (cursor !== null) query.set('cursor', cursor);
      return request(`calls?${query}`, { signal });
    },
    slots: async ({ branch, limit }, signal) =>
      readSlots(await request(`slots?${new URLSearchParams({ branch, limit: String(limit) })}`, { signal })),
    listen: (callId, signal) =>
      request(`calls/${encodeURIComponent(callId)}/recording/listen`, { method: 'POST', signal }),
    recordingAddress: (callId, recordingId) =>
      new URL(
        `api/v1/calls/${encodeURIComponent(callId)}/recording?recording=${encodeURIComponent(recordingId)}`,
        document.baseURI,
      ).href,
    chooseCaller: (callId, personId) =>
      request(`calls/${encodeURIComponent(callId)}/caller`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ personId }),
      }),
    findPeople: (name, signal) => request(`people?${new URLSearchParams({ name })}`, { signal }),
    correct: (callId, said, key) =>
      request(`calls/${encodeURIComponent(callId)}/corrections`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(said),
      }),
    undo: (correctionId, key) =>
      request(`corrections/${encodeURIComponent(correctionId)}/undo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: '{}',
      }),
    corrections: (callId, signal) => request(`calls/${encodeURIComponent(callId)}/corrections`, { signal }),
    setClass: (callId, callClass) =>
      request(`calls/${encodeURIComponent(callId)}/class`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ class: callClass }),
      }),
    dataLevel: (branch, signal) => request(`branches/${encodeURIComponent(branch)}/data-level`, { signal }),
    dial: ({ phone, line }, key) =>
      request('calls', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ phone, ...(line !== null && { line }) }),
      }),
  };
}

async function problemOf(response: Response): Promise<ApiProblem> {
  try {
    const { title, type, detail, ...values } = (await response.json()) as Record<string, unknown>;
    const code = typeof type === 'string' ? (type.split('/').at(-1) ?? '') : '';
    return new ApiProblem(
      response.status,
      typeof title === 'string' ? title : response.statusText,
      code,
      typeof detail === 'string' ? detail : '',
      values,
    );
  } catch {
    // A proxy's HTML page instead of a problem: the status says enough.
    return new ApiProblem(response.status, response.statusText);
  }
}
