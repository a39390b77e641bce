/**
 * The world failed: GitHub, git or a database did not answer as it should. Never used for what users wrote.
 */

export interface FailureFacts {
  /** What was being done, constant text: "fetch the default branch". */
  readonly doing: string;
  /** HTTP status or exit code, when there is one. */
  readonly status?: number | undefined;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds to wait before trying again, when the other side said so. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A call to a host (GitHub, a git server) failed. The message never holds a token. */
export class HostError extends Error {
  override readonly name = "HostError";
  readonly doing: string;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;

  constructor(message: string, facts: FailureFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.doing = facts.doing;
    this.status = facts.status;
    this.retryable = facts.retryable;
    this.retryAfter = facts.retryAfter;
  }
}
