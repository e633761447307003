import type { MisCapability } from '../../src/contracts/mis.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';

type Sent = Pick<InboundRequest, 'method' | 'path'> & Partial<InboundRequest>;

/** What the conformance suite must know of a MIS that asks us. */
export interface MisSubject {
  settings: Record<string, unknown>;
  /** Headers that prove the account of `settings`. */
  credentials: Record<string, string>;
  /** A request for each capability; those with a window ask for the whole of 10 March 2026 UTC. */
  requests: Record<MisCapability, Sent>;
}

const day = { dateTimeFrom: '2026-03-10T00:00:00+00:00', dateTimeTo: '2026-03-10T23:59:59+00:00' };

/** By the id of the adapter; an adapter that declares `pull` owes one. */
export const misSubjects: Record<string, MisSubject> = {
  ident: {
    settings: { key: 'a-key-of-ours' },
    credentials: { 'ident-integration-key': 'a-key-of-ours' },
    requests: {
      'finished-calls': { method: 'GET', path: '/GetFinishedCalls', query: day },
      'ongoing-calls': { method: 'GET', path: '/GetOngoingCalls', query: day },
      tickets: { method: 'GET', path: '/GetTickets', query: day },
      timetable: {
        method: 'POST',
        path: '/PostTimeTable',
        body: Buffer.from('{"Doctors":[],"Branches":[],"Intervals":[]}'),
      },
    },
  },
};
