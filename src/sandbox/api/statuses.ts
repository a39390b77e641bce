// Commit statuses, the older sibling of checks: the newest of each context counts.

import { setStatus } from "../actions/checks.ts";
import { viewStatus, viewStatusCore } from "../views/check.ts";
import { repositoryApi, viewRepositoryLite } from "../views/repository.ts";
import { invalid } from "../world/errors.ts";
import type { CommitStatus } from "../world/types.ts";
import { commitNamed, param } from "./find.ts";
import { listed, pageOf } from "./page.ts";
import { created, ok } from "./reply.ts";
import { type Route, reads, writes } from "./route.ts";

const STATUSES = ["statuses"] as const;

export const statusRoutes: readonly Route[] = [
  writes("POST", "/statuses/{sha}", STATUSES, "write", async (context) => {
    const { world, repository } = context;
    const fields = context.fields("Status");
    const state = fields.word("state", ["error", "failure", "pending", "success"]);
    if (state === undefined) throw invalid("Status", "state", "missing_field");
    const status = await setStatus(world, repository, context.actor.account, {
      sha: param(context, "sha"),
      state,
      description: fields.optionalText("description") ?? null,
      targetUrl: fields.optionalText("target_url") ?? null,
      context: fields.optionalText("context") ?? "default",
    });
    const view = viewStatus(world, repository, status);
    return created(view, view.url);
  }),
  reads("/commits/{ref}/statuses", STATUSES, async (context) => {
    const { world, repository } = context;
    const sha = await commitNamed(context, param(context, "ref"));
    const statuses = repository.statuses.filter((status) => status.sha === sha).toReversed();
    return listed(context, statuses, (status) => viewStatus(world, repository, status));
  }),
  reads("/commits/{ref}/status", STATUSES, async (context) => {
    const { world, repository } = context;
    const sha = await commitNamed(context, param(context, "ref"));
    const newest = newestPerContext(repository.statuses.filter((status) => status.sha === sha));
    const page = pageOf(context, newest);
    const api = `${repositoryApi(world, repository)}/commits/${sha}`;
    return ok(
      {
        state: combinedState(newest),
        statuses: page.items.map((status) => ({
          ...viewStatusCore(world, repository, status),
          required: false,
        })),
        sha,
        total_count: newest.length,
        repository: viewRepositoryLite(world, repository),
        commit_url: api,
        url: `${api}/status`,
      },
      page.headers,
    );
  }),
];

export function newestPerContext(statuses: readonly CommitStatus[]): readonly CommitStatus[] {
  return [...new Map(statuses.map((status) => [status.context, status])).values()];
}

function combinedState(statuses: readonly CommitStatus[]): "failure" | "pending" | "success" {
  if (statuses.some(({ state }) => state === "error" || state === "failure")) return "failure";
  return statuses.length > 0 && statuses.every(({ state }) => state === "success") ? "success" : "pending";
}
