/** What an outside system sent us, before anything was read from it. */
export interface InboundRequest {
  method: 'GET' | 'POST';
  /** What follows `/webhooks/{account}` or `/ident/{account}`: empty, or starts with a slash. A path secret is still in it. */
  path: string;
  /** Decoded; a repeated name keeps its last value. */
  query: Readonly<Record<string, string>>;
  /** As it came, without the question mark. */
  rawQuery: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Raw bytes, never parsed before the adapter authenticated them. */
  body: Buffer;
  /** Address of the sender, IPv4 or IPv6, without a port. */
  remoteAddress: string;
}

/** What we answer in the outside system's own words. */
export interface OutboundReply {
  status: number;
  contentType: string;
  body: string;
}
