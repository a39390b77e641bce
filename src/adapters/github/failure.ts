/**
 * Turns what octokit throws into a HostError: may it be tried again, and when. The request is never kept as a cause, because its
 * headers carry the token.
 */
import { z } from "zod";
import { HostError } from "../../ports/failures.ts";

const RequestFailure = z.object({
  status: z.number().int(),
  message: z.string(),
  response: z.object({ headers: z.record(z.string(), z.unknown()).optional() }).optional(),
});

/** Runs a call; whatever fails in it is a HostError that says what was being done. */
export async function guarded<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toHostError(doing, error);
  }
}

export function toHostError(doing: string, error: unknown): HostError {
  if (error instanceof HostError) return error;
  const parsed = RequestFailure.safeParse(error);
  if (!parsed.success) {
    const name = error instanceof Error ? error.name : "unknown failure";
    return new HostError(`could not ${doing}: ${name}`, { doing, retryable: true });
  }
  const { status, message } = parsed.data;
  const headers = parsed.data.response?.headers ?? {};
  return new HostError(`could not ${doing}: GitHub answered ${status}: ${firstLine(message)}`, {
    doing,
    status,
    retryable: isRetryable(status, headers, message),
    retryAfter: retryAfter(headers),
  });
}

export function statusOf(error: unknown): number | undefined {
  const parsed = RequestFailure.safeParse(error);
  return parsed.success ? parsed.data.status : undefined;
}

/**
 * Rate limits answer 403 or 429 (docs.github.com, "Rate limits for the REST API"). 409 and a reference that already exists are races
 * that another look resolves. A request that never arrived is reported by octokit as 500.
 */
function isRetryable(status: number, headers: Readonly<Record<string, unknown>>, message: string): boolean {
  if (status >= 500 || status === 409 || status === 429 || status === 408) return true;
  if (status === 403)
    return (
      "retry-after" in headers || headers["x-ratelimit-remaining"] === "0" || /secondary rate/i.test(message)
    );
  return status === 422 && /reference (already exists|update failed)/i.test(message);
}

function retryAfter(headers: Readonly<Record<string, unknown>>): number | undefined {
  const seconds = Number(headers["retry-after"]);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").slice(0, 200);
}
