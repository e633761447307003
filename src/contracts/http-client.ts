/** One outgoing request. */
export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, or relative to the client's base address. */
  url: string;
  /** Appended to what `url` already has. */
  query?: Readonly<Record<string, string>>;
  /** Sent as they are; names in any case. */
  headers?: Readonly<Record<string, string>>;
  /** Sent byte for byte; no content type is guessed. */
  body?: Buffer | string;
  /**
   * What repeating it does: a `read` changes nothing, so an unknown outcome is transient; the unknown outcome of a
   * `write` is ambiguous. Default: GET and HEAD read, the others write.
   */
  effect?: 'read' | 'write';
  /** From connecting to the last byte of the answer. Default: the client's. */
  timeoutMs?: number;
  /** Answer as soon as the status is known, with an empty body. */
  ignoreBody?: boolean;
}

export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/**
 * Speaks HTTP to one outside system. Any status but 429 and 503 is an answer, redirects too: they are never followed.
 *
 * Throws TransientFailure when the request did not reach the other side (name, connection, TLS), when it answered 429
 * or 503 (with its `Retry-After`), and for a read whose outcome is unknown; AmbiguousFailure for a write whose outcome
 * is unknown; PermanentFailure for a request that cannot be sent at all. Messages name the host only: never the path,
 * the query, a header or a body, which may hold secrets.
 */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Closes idle connections. */
  close(): void;
}
