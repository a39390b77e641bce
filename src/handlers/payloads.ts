/**
 * The fields of webhook payloads we read, and nothing else. A payload that does not have them is not for us.
 */
import { z } from "zod";
import type { RepositoryRef } from "../ports/repository.ts";

const Account = z.object({ login: z.string(), type: z.string().optional() });

/** What every repository event has. */
export const RepositoryEvent = z.object({
  action: z.string().optional(),
  repository: z.object({
    id: z.number(),
    name: z.string(),
    owner: z.object({ login: z.string() }),
    default_branch: z.string().optional(),
  }),
  installation: z.object({ id: z.number() }),
  sender: Account.optional(),
});
export type RepositoryEvent = z.infer<typeof RepositoryEvent>;

export const PushEvent = RepositoryEvent.extend({ ref: z.string() });

export const PullRequestEvent = RepositoryEvent.extend({
  pull_request: z.object({ head: z.object({ ref: z.string() }) }),
});

export const IssuesEvent = RepositoryEvent.extend({ issue: z.object({ user: Account.nullable() }) });

export const IssueCommentEvent = IssuesEvent.extend({
  comment: z.object({ id: z.number(), body: z.string().nullable().optional(), user: Account.nullable() }),
});

export const CheckEvent = RepositoryEvent.extend({
  check_run: z.object({ app: z.object({ slug: z.string() }).nullable().optional() }).optional(),
});

export const StatusEvent = RepositoryEvent.extend({ state: z.string() });

export const InstallationEvent = z.object({
  action: z.string(),
  installation: z.object({ id: z.number() }),
});

export const InstallationRepositoriesEvent = InstallationEvent.extend({
  repositories_added: z
    .array(z.object({ id: z.number(), name: z.string(), full_name: z.string() }))
    .default([]),
});

export function repositoryOf({ repository, installation }: RepositoryEvent): RepositoryRef {
  return {
    id: repository.id,
    owner: repository.owner.login,
    name: repository.name,
    installation: installation.id,
  };
}
