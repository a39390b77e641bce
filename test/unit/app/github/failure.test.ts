import { expect, test } from "vitest";
import { HostError } from "../../../../src/ports/failures.ts";
import { github, nockHost, token, useNock } from "./nock-host.ts";

useNock();

const cases: readonly {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly message?: string;
  readonly retryable: boolean;
  readonly retryAfter?: number;
}[] = [
  { status: 401, retryable: false },
  { status: 403, retryable: false },
  { status: 403, headers: { "retry-after": "30" }, retryable: true, retryAfter: 30_000 },
  { status: 403, headers: { "x-ratelimit-remaining": "0" }, retryable: true },
  { status: 403, message: "You have exceeded a secondary rate limit", retryable: true },
  { status: 404, retryable: false },
  { status: 409, retryable: true },
  { status: 422, message: "Validation Failed", retryable: false },
  { status: 422, message: "Reference already exists", retryable: true },
  { status: 429, retryable: true },
  { status: 500, retryable: true },
  { status: 502, retryable: true },
];

test("what GitHub answers decides whether to try again", async () => {
  expect(cases.length).toBeGreaterThan(10);
  for (const { status, headers = {}, message = "no", retryable, retryAfter } of cases) {
    github().get("/repos/acme/shop").reply(status, { message }, headers);

    const error = await nockHost()
      .repository()
      .catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(HostError);
    expect(error, `${status} ${message}`).toMatchObject({
      status,
      retryable,
      retryAfter,
      doing: "read the repository",
    });
  }
});

test("a connection that breaks may be tried again", async () => {
  github().get("/repos/acme/shop").replyWithError("socket hang up");

  const error = await nockHost()
    .repository()
    .catch((caught: unknown) => caught);

  expect(error).toMatchObject({ name: "HostError", retryable: true });
});

test("a failure never holds the token", async () => {
  github().get("/repos/acme/shop").reply(401, { message: "Bad credentials" });

  const error = await nockHost()
    .repository()
    .catch((caught: unknown) => caught);

  expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain(token); // it is an Error: the test above
  expect((error as Error).cause).toBeUndefined(); // as above
});
