/**
 * A host whose every request is expected by name: an unexpected request fails, and so does one that was expected and not made.
 */
import nock from "nock";
import { ProbotOctokit } from "probot";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { hostOf } from "../../../../src/adapters/github/app.ts";
import type { GitHubHost } from "../../../../src/ports/github-host.ts";

const api = "https://api.github.test";
export const token = "ghs_a_secret_token";

export function nockHost(): GitHubHost {
  const octokit = new ProbotOctokit({
    baseUrl: api,
    auth: { token },
    throttle: { enabled: false },
    retry: { enabled: false },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return hostOf({ octokit, repo: { owner: "acme", repo: "shop" }, login: "tidegate[bot]" });
}

export function github(): nock.Scope {
  return nock(api);
}

/** Call once in each test file. */
export function useNock(): void {
  const unexpected: string[] = [];
  const note = (request: { readonly method?: string; readonly path?: string }): void => {
    unexpected.push(`${request.method ?? "?"} ${request.path ?? "?"}`);
  };
  beforeAll(() => {
    nock.disableNetConnect();
    nock.emitter.on("no match", note);
  });
  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    expect(unexpected.splice(0), "unexpected requests").toEqual([]);
    expect(unused, "expected requests that were not made").toEqual([]);
  });
  afterAll(() => {
    nock.emitter.off("no match", note);
    nock.enableNetConnect();
    nock.restore();
  });
}
