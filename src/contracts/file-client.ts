/** Bytes as they come: a stream of Node.js. */
export interface FileBody extends AsyncIterable<Buffer> {
  /** For a body that is not read to its end. */
  destroy(): unknown;
}

/** One request whose answer is read as it comes. */
export interface FileRequest {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Absolute, http or https. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** A stream needs a Content-Length among the headers. */
  body?: FileBody | Buffer;
  /** The address comes from the configuration, so it may be in the clinic's own network. */
  trusted: boolean;
  /** How many redirects are followed, each under the same rules; a further one is the answer. Default 0. */
  redirects?: number;
  /** Cut when nothing moves for so long. */
  idleMs: number;
  /** Cuts it, also while the answer is read. */
  signal?: AbortSignal;
}

export interface FileResponse {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** To be read to its end or destroyed. */
  body: FileBody;
}

/**
 * Fetches and sends files. An address that is not trusted must be public: its name is looked up once, every address
 * behind it is judged, and the connection goes to one of those that were judged.
 *
 * `open` throws PermanentFailure for an address that is private or none at all, TransientFailure when there is no
 * answer, for 429 and for 503. Messages name the host only. What goes wrong while the body is read is told by the
 * stream.
 */
export interface FileClient {
  open(request: FileRequest): Promise<FileResponse>;
}
