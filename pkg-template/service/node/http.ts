/**
 * What is read of Node's `http.IncomingMessage`, which has all of it. Express adds `originalUrl` and `protocol`.
 * The declarations of Node are not imported, so that kyclink needs none.
 */
export interface NodeRequest {
  /** The request's method, such as `"POST"`. */
  method?: string | undefined;
  /** The path and the query. */
  url?: string | undefined;
  /** Express: the path before a router removed the part at which it is mounted. */
  originalUrl?: string | undefined;
  /** Express: `"http"` or `"https"`, also behind a proxy that the app trusts. Any other value is refused. */
  protocol?: string | undefined;
  /** The headers by their lower-case names. */
  headers: {
    /** The header `Host`. */
    host?: string | undefined;
  };
  /** The names and values of the headers, alternating, as they came. */
  rawHeaders: string[];
  /** Whether the whole body has arrived. */
  complete: boolean;
  /** Whether the body has been read, for example by `express.json()`. */
  readableEnded: boolean;
  /** The whole body, where a platform has read it before: Google Cloud Functions and Firebase. */
  rawBody?: Uint8Array | undefined;
  /** The connection, which has `encrypted` if it is TLS. */
  socket: {
    /** The address of the other end: of the client, or of the last proxy. */
    remoteAddress?: string | undefined;
    /** The address of this end. */
    localAddress?: string | undefined;
    /** Whether the connection has ended. */
    destroyed?: boolean | undefined;
  };
  /** Adds a listener. */
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  /** Removes a listener. */
  off(event: string, listener: (...values: unknown[]) => void): unknown;
  /** Stops the body's `data` events. */
  pause(): unknown;
  /** Starts the body's `data` events again. */
  resume(): unknown;
}

/** What is used of Node's `http.ServerResponse`, which has all of it. */
export interface NodeResponse {
  /** Whether the status and the headers have been sent. */
  headersSent: boolean;
  /** Whether the whole response has been sent. */
  writableFinished: boolean;
  /** Adds a listener. */
  on(event: string, listener: () => void): unknown;
  /** Adds a listener that is called once. */
  once(event: string, listener: (...values: unknown[]) => void): unknown;
  /** Sends the status and the headers. */
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
  /** Sends a part of the body; returns whether more may be sent at once. */
  write(chunk: Uint8Array): boolean;
  /** Ends the response. */
  end(): unknown;
  /** Closes the connection. */
  destroy(): unknown;
}
