import { noteServerTime } from '../words/server-clock.ts';
import { readSlots } from './read-slots.ts';
import type { CallRow, Me, Page, Slots } from './shapes.ts';

/** An answer outside 2xx (`application/problem+json`); status 0: the server was not reached. */
export class ApiProblem extends Error {
  readonly status: number;
  constructor(status: number, title: string) {
    super(title);
    this.name = 'ApiProblem';
    this.status = status;
  }
}

export interface Api {
  me(signal: AbortSignal): Promise<Me>;
  /** Calls since an instant, newest first. */
  calls(query: { since: string; cursor: string | null }, signal: AbortSignal): Promise<Page<CallRow>>;
  slots(query: { branch: string; limit: number }, signal: AbortSignal): Promise<Slots>;
  /** Says who of the candidates calls; null takes the choice back. */
  chooseCaller(callId: string, personId: string | null): Promise<CallRow>;
}

const timeoutMs = 15_000;

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/** The REST side of the server with the key of this workplace. */
export function createApi(token: string): Api {
  async function request<Answer>(path: string, { signal, ...init }: Call = {}): Promise<Answer> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeoutMs);
    signal?.addEventListener('abort', () => stop.abort());
    let response: Response;
    try {
      response = await fetch(new URL(`api/v1/${path}`, document.baseURI), {
        ...init,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json', ...init.headers },
        signal: stop.signal,
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new ApiProblem(0, 'no connection');
    } finally {
      clearTimeout(timer);
    }
    noteServerTime(response.headers.get('date'));
    if (!response.ok) throw new ApiProblem(response.status, await titleOf(response));
    return (await response.json()) as Answer;
  }

  return {
    me: (signal) => request('me', { signal }),
    calls: ({ since, cursor }, signal) => {
      const query = new URLSearchParams({ from: since, limit: '100' });
      if (cursor !== null) query.set('cursor', cursor);
      return request(`calls?${query}`, { signal });
    },
    slots: async ({ branch, limit }, signal) =>
      readSlots(await request(`slots?${new URLSearchParams({ branch, limit: String(limit) })}`, { signal })),
    chooseCaller: (callId, personId) =>
      request(`calls/${encodeURIComponent(callId)}/caller`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ personId }),
      }),
  };
}

async function titleOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { title?: unknown };
    return typeof problem.title === 'string' ? problem.title : response.statusText;
  } catch {
    // A proxy's HTML page instead of a problem: the status says enough.
    return response.statusText;
  }
}
