/** What the API of the connections answers, as far as these pages read it; see /docs. */
export interface Alarm {
  id: string;
  kind: string;
  account: string | null;
  subject: string;
  title: string;
  advice: string;
  detail: Record<string, unknown>;
  raisedAt: string;
}

export interface Contact {
  what: string;
  at: string;
}

interface Gap {
  calls: number;
  missing: number;
  incomplete: number;
  share: number;
}

export interface Account {
  account: string;
  kind: 'pbx' | 'mis';
  provider: string;
  name: string;
  contacts: Contact[];
  can: string[];
  cannot: string[];
  polled: boolean;
  asks: boolean;
  connection: { state: 'connecting' | 'connected' | 'lost'; reason: string | null; since: string } | null;
  subscription: { expiresAt: string | null; nextAt: string; failures: number; lastError: string | null } | null;
  timetable: { at: string | null; everyMinutes: number; stopped: boolean } | null;
  quarantined: number;
  owed: { waiting: number; since: string | null; dead: number; lastError: string | null };
  reconciliation: {
    coveredTo: string | null;
    failure: { kind: string; message: string; since: string } | null;
    gap: { day: Gap; week: Gap };
  } | null;
  stopped: { since: string; reason: string } | null;
}

export interface SmsAccount {
  id: string;
  provider: string;
  balance: number | null;
  currency: string | null;
  balanceAt: string | null;
  low: boolean;
  stopped: string | null;
}

export interface SelfTest {
  ok: boolean;
  milliseconds: number;
  problem: { kind: 'transient' | 'permanent'; message: string } | null;
}

export interface Setup {
  connects: boolean;
  templates: {
    kind: 'request' | 'address' | 'file';
    title: string;
    method: string;
    url: string;
    body: string | null;
    secret: boolean;
  }[];
  values: { title: string; value: string; secret: boolean }[];
  letter: string | null;
}

export interface LastRequest {
  at: string;
  outcome: string;
  reason: string | null;
  status: number;
  milliseconds: number;
  request: {
    method: string;
    path: string;
    query: string;
    from: string;
    headers: Record<string, string>;
    body: string;
  } | null;
}

export interface Exchange {
  id: string;
  at: string;
  method: string | null;
  period: { from: string; to: string } | null;
  page: { limit: number; offset: number } | null;
  rows: number | null;
  status: number;
  milliseconds: number;
  address: string;
  said: string | null;
}

export interface Unbound {
  account: string;
  kind: 'extension' | 'employee' | 'line';
  value: string;
  name: string | null;
  extensions: string[];
  calls: number;
  lastSeen: string;
  /** Id of the last call. */
  lastCall: string;
  yaml: string | null;
  under: string | null;
}

export interface DeadLetter {
  id: string;
  account: string;
  kind: string;
  callId: string | null;
  reason: 'permanent' | 'ambiguous' | 'gave-up' | null;
  error: string | null;
  attempts: number;
  owedSince: string;
  diedAt: string | null;
  payload: unknown;
  /** What may be changed, as it stands there, masked. */
  editable: Record<string, unknown> | null;
}

export interface Unreadable {
  id: number;
  part: 'webhooks' | 'receipts';
  account: string;
  receivedAt: string;
  method: string;
  path: string;
  query: string;
  contentType: string | null;
  truncated: boolean;
  reason: string;
  field: string | null;
  body: string;
}

interface Refresh {
  id: string;
  refreshedAt: string | null;
  ageSeconds: number | null;
  everyMinutes: number | null;
  state: 'waiting' | 'running' | 'ok' | 'failing';
  progress: { rows: number; share: number | null } | null;
  error: { message: string; kind: string; since: string; times: number } | null;
  report: { places: { line: number; column: string; value: string; problem: string; remedy: string }[] } | null;
}

export interface PeopleSource extends Refresh {
  kind: string | null;
  people: string;
  count: number;
  withoutPhone: number;
}

export interface VisitSource extends Refresh {
  kind: string;
  level: string;
  fresh: boolean;
  wholeAt: string | null;
  visits: number;
  withoutPerson: number;
}

export interface VisitSources {
  sources: VisitSource[];
  readers: { name: string; behind: number; failures: number; error: string | null }[];
}

export interface Spread {
  count: number;
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  buckets: { upTo: number | null; count: number }[];
}

export interface Latency {
  intake: Spread;
  pops: Spread;
}

export interface AuditEntry {
  id: string;
  at: string;
  who: string;
  what: string;
  subject: string;
  detail: unknown;
}
