// One request and its answer, as the log keeps it. Tests read it to prove that nothing was written, and feed it to the
// check against GitHub's OpenAPI description.

export interface Exchange {
  readonly number: number;
  readonly surface: "api" | "git" | "page";
  readonly method: string;
  /** Path on its surface: without `/api/v3` for the API. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The OpenAPI path template that answered. */
  readonly route: string | undefined;
  readonly caller: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Parsed JSON, undefined for anything else. */
  readonly responseBody: unknown;
  /** It changed something a person can see (a token made is no write). */
  readonly isWrite: boolean;
  /** What fault injection did to it. */
  readonly fault: string | undefined;
}
