/** The GitHub client the adapters are written for: Probot's, with pagination and typed endpoints. */
import type { ProbotOctokit } from "probot";

export type Octokit = InstanceType<typeof ProbotOctokit>;

/** Owner and name, as every endpoint takes them. */
export type RepoParams = { readonly owner: string; readonly repo: string };

export interface HostParts {
  readonly octokit: Octokit;
  readonly repo: RepoParams;
  /** Login of the App's own account, "tidegate[bot]". */
  readonly login: string;
}
