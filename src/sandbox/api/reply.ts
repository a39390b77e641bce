// What an endpoint gives back, before pagination links, ETags and rate-limit headers are put around it.

export interface Reply {
  readonly status: number;
  /** JSON, unless it is bytes. */
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown, headers?: Readonly<Record<string, string>>): Reply {
  return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

export function created(body: unknown, location?: string): Reply {
  return location === undefined ? { status: 201, body } : { status: 201, body, headers: { location } };
}

export function noContent(): Reply {
  return { status: 204 };
}
