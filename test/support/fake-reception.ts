import type { Express, Response } from 'express';
import type { CallNote, CallRow, Me, Outcome } from '../../src/web/api/shapes.ts';
import type { CallFrame, ClosedFrame } from '../../src/web/calls/frames.ts';

/** What screens said of calls, as the fake server kept it. */
export interface FakeReception {
  /** Bodies of `PUT /calls/{id}/outcome`, oldest first. */
  outcomes: { callId: string; outcome: string | null; reason: string | null }[];
  /** By call. */
  notes: Map<string, CallNote>;
  /** The seat that has a call. */
  takes: Map<string, string>;
  /** Bodies of `POST /waiting-list`. */
  wishes: Record<string, unknown>[];
  shift: { seat: string; name: string; since: string }[];
  /** Open tasks of every number. */
  tasks: { id: string; type: string; what: string | null; dueAt: string | null }[];
  /** `PUT /calls/{id}/note` does not answer while it is set. */
  notesFail: boolean;
}

interface Feeds {
  /** What was shown under a token, oldest first. */
  popsOf(token: string): readonly (CallFrame | ClosedFrame)[];
  push(token: string, pop: CallFrame | ClosedFrame): void;
  tokens: readonly string[];
  workplace(token: string): { me: Me; calls: CallRow[] };
}

/** Outcomes, notes, «трубка», the waiting list and the shift by the public contract. */
export function mountReception(app: Express, feeds: Feeds): FakeReception {
  const reception: FakeReception = {
    ...{ outcomes: [], notes: new Map(), takes: new Map(), wishes: [], shift: [], tasks: [], notesFail: false },
  };
  const said = new Map<string, Outcome | null>();
  const pins = new Map([['Анна Котова', '1234']]);

  const last = (token: string, callId: string): CallFrame | undefined =>
    feeds.popsOf(token).findLast((pop): pop is CallFrame => pop.callId === callId && pop.type !== 'call.closed');
  function detail(token: string, callId: string): object {
    const frame = last(token, callId);
    const row = feeds.workplace(token).calls.find(({ id }) => id === callId);
    const seat = reception.takes.get(callId);
    return {
      ...row,
      ...(frame !== undefined && { id: callId, ...frame.call, version: frame.version, caller: frame.caller }),
      outcome: said.get(callId) ?? null,
      note: reception.notes.get(callId) ?? null,
      taken: seat === undefined ? null : { seat, by: 'test' },
      legs: [],
      tags: [],
    };
  }
  const refuse = (response: Response, status: number, type: string, more: object = {}): void =>
    void response
      .status(status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: `https://trubka.dev/problems/${type}`, title: type, status, ...more }));
  const whose = (response: Response) => response.locals['token'] as string;

  app.get('/api/v1/calls/:id', (request, response) => void response.json(detail(whose(response), request.params.id)));
  app.put('/api/v1/calls/:id/outcome', (request, response) => {
    const { outcome, reason } = request.body as { outcome: Outcome['outcome'] | null; reason: string | null };
    const callId = request.params.id;
    reception.outcomes.push({ callId, outcome, reason });
    said.set(callId, outcome === null ? null : { outcome, reason, by: 'test', at: new Date().toISOString() });
    const row = feeds.workplace(whose(response)).calls.find(({ id }) => id === callId);
    if (row !== undefined) row.outcome = said.get(callId) ?? null;
    response.json({ correction: { id: '1' }, call: detail(whose(response), callId) });
  });
  app.put('/api/v1/calls/:id/note', (request, response) => {
    if (reception.notesFail) return void response.destroy();
    const { note, before } = request.body as { note: string | null; before: string | null };
    const callId = request.params.id;
    const present = reception.notes.get(callId)?.text ?? null;
    if (present !== before && present !== note) return refuse(response, 409, 'note-changed', { note: present });
    if (note === null) reception.notes.delete(callId);
    else reception.notes.set(callId, { text: note, by: 'test', at: new Date().toISOString() });
    response.json(detail(whose(response), callId));
  });
  app.post('/api/v1/calls/:id/take', (request, response) => {
    const callId = request.params.id;
    const token = whose(response);
    const seat = feeds.workplace(token).me.seat!;
    const first = reception.takes.get(callId) ?? seat;
    if (first !== seat) return refuse(response, 409, 'already-taken', { seat: first });
    reception.takes.set(callId, seat);
    show(token, callId, 'call.answered', seat);
    for (const other of feeds.tokens)
      if (other !== token && last(other, callId) !== undefined) {
        const { version } = last(other, callId)!;
        const at = new Date().toISOString();
        feeds.push(other, {
          ...{ type: 'call.closed', cursor: '', callId, version: version + 1, at, reason: 'answered-elsewhere', seat },
        });
      }
    response.json(detail(token, callId));
  });
  app.delete('/api/v1/calls/:id/take', (request, response) => {
    const callId = request.params.id;
    reception.takes.delete(callId);
    for (const token of feeds.tokens) if (last(token, callId) !== undefined) show(token, callId, 'call.ringing', null);
    response.json(detail(whose(response), callId));
  });
  function show(token: string, callId: string, type: CallFrame['type'], seat: string | null): void {
    const frame = last(token, callId);
    if (frame === undefined) return;
    const newest = feeds.popsOf(token).findLast((pop) => pop.callId === callId);
    const answeredBy = seat === null ? null : { extension: null, seat };
    feeds.push(token, {
      ...frame,
      ...{ type, version: (newest?.version ?? 0) + 1, call: { ...frame.call, answeredBy } },
    });
  }

  app.get(
    '/api/v1/shift',
    (_request, response) => void response.json({ items: reception.shift, names: [...pins.keys()] }),
  );
  app.post('/api/v1/shift', (request, response) => {
    const { seat, name, pin, since } = request.body as { seat: string; name: string; pin: string; since?: string };
    if ((pins.get(name) ?? pin) !== pin) return refuse(response, 403, 'wrong-pin');
    pins.set(name, pin);
    reception.shift = [{ seat, name, since: since ?? new Date().toISOString() }];
    response.json({ items: reception.shift });
  });
  app.delete('/api/v1/shift/:seat', (_request, response) => {
    reception.shift = [];
    response.status(204).end();
  });
  app.get('/api/v1/tasks', (_request, response) => {
    const rest = { state: 'open', note: null, zone: null, branch: 'center' };
    response.json({ items: reception.tasks.map((task) => ({ ...task, ...rest })), next: null });
  });
  app.get('/api/v1/tasks/types', (_request, response) => {
    response.json({ items: [{ id: 'callback', name: { ru: 'Перезвонить', en: 'Call back' } }], closeReasons: [] });
  });
  app.post('/api/v1/waiting-list', (request, response) => {
    reception.wishes.push(request.body as Record<string, unknown>);
    response.status(201).json({ id: String(reception.wishes.length) });
  });
  return reception;
}
