/** What somebody asked for on the site, or a workplace for somebody, as it is told to a MIS. */
export interface ToldRequest {
  id: string;
  /** `seat`: made by a person of the clinic. */
  source: 'site' | 'seat';
  name: string | null;
  email: string | null;
  comment: string | null;
  /** As this very system calls the doctor; `id` null: none of its doctors bears the name, or several do. */
  doctor: { id: string | null; name: string | null } | null;
  /** The wanted time, RFC 3339 UTC. */
  planStart: string | null;
  planEnd: string | null;
  form: string | null;
  /** The page that the form stands in, and where its visitor came from. */
  page: string | null;
  referer: string | null;
  utm: Readonly<Partial<Record<UtmName, string>>>;
}

export const utmNames = ['source', 'medium', 'campaign', 'term', 'content'] as const;
export type UtmName = (typeof utmNames)[number];
