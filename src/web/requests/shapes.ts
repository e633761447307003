/** What `/requests` answers, as far as the screen reads it. Times are RFC 3339 UTC. */
export interface SiteRequest {
  id: string;
  source: 'site' | 'seat';
  state: 'active' | 'withdrawn';
  madeBy: string;
  askedAt: string;
  zone: string;
  /** Null: what was written cannot be read as a number. */
  phone: string | null;
  phoneWritten: string | null;
  name: string | null;
  email: string | null;
  comment: string | null;
  person: { id: string; name: string } | null;
  /** Several have the number, and nobody has said whose it is. */
  candidates: { id: string; name: string }[];
  doctor: string | null;
  planStart: string | null;
  form: string | null;
  page: string | null;
}
