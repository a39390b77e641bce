/** Issues, comments, reactions and labels. */
import type { CommentFacts, GitHubHost } from "../../ports/github-host.ts";
import { guarded, statusOf } from "./failure.ts";
import type { HostParts } from "./octokit.ts";

type IssuesPart = Pick<
  GitHubHost,
  | "ownedIssues"
  | "commentsSince"
  | "commentsOn"
  | "openIssue"
  | "editIssue"
  | "comment"
  | "react"
  | "addLabels"
  | "removeLabel"
>;

const labelLooks: Readonly<Record<string, { readonly color: string; readonly description: string }>> = {
  tidegate: { color: "1d76db", description: "Migration from ingress-nginx to Gateway API" },
  "tidegate/wave": { color: "0e8a16", description: "Adds routes beside Ingresses" },
  "tidegate/removal": {
    color: "b60205",
    description: "Removes Ingresses whose routes have proved themselves",
  },
  "tidegate/onboarding": { color: "c5def5", description: "Asks for a configuration" },
  "tidegate/edited": {
    color: "fbca04",
    description: "Somebody else pushed: Tidegate leaves this branch alone",
  },
};

export function issuesPart({ octokit, repo, login }: HostParts): IssuesPart {
  const knownLabels = new Set<string>();

  const commentFacts = (comment: {
    readonly id: number;
    readonly issue_url: string;
    readonly user: { readonly login: string; readonly type: string } | null;
    readonly body?: string | undefined;
    readonly created_at: string;
    readonly updated_at: string;
    readonly html_url: string;
  }): CommentFacts => ({
    id: comment.id,
    issue: Number(/\/(\d+)$/.exec(comment.issue_url)?.[1] ?? 0),
    author: comment.user?.login ?? "ghost",
    isOurs: comment.user?.login === login,
    isBot: comment.user === null || comment.user.type === "Bot",
    body: comment.body ?? "",
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
    url: comment.html_url,
  });

  const ensureLabel = async (name: string): Promise<void> => {
    if (knownLabels.has(name)) return;
    try {
      await octokit.rest.issues.getLabel({ ...repo, name });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      await createLabel(name);
    }
    knownLabels.add(name);
  };

  const createLabel = async (name: string): Promise<void> => {
    try {
      await octokit.rest.issues.createLabel({ ...repo, name, ...labelLooks[name] });
    } catch (error) {
      // 422: somebody made it a moment ago
      if (statusOf(error) !== 422) throw error;
    }
  };

  return {
    ownedIssues: () =>
      guarded("list our issues", async () => {
        const issues = await octokit.paginate(octokit.rest.issues.listForRepo, {
          ...repo,
          creator: login,
          state: "all",
          sort: "created",
          direction: "asc",
          per_page: 100,
        });
        return issues
          .filter(({ user }) => user?.login === login)
          .map((issue) => ({
            number: issue.number,
            isPull: issue.pull_request !== undefined,
            title: issue.title,
            body: issue.body ?? "",
            open: issue.state === "open",
            createdAt: issue.created_at,
            labels: labelNames(issue.labels),
          }));
      }),

    commentsSince: (time) =>
      guarded("list comments", async () => {
        const comments = await octokit.paginate(octokit.rest.issues.listCommentsForRepo, {
          ...repo,
          since: time,
          sort: "updated",
          direction: "asc",
          per_page: 100,
        });
        return comments.map(commentFacts);
      }),

    commentsOn: (issue) =>
      guarded("list the comments of an issue", async () => {
        const comments = await octokit.paginate(octokit.rest.issues.listComments, {
          ...repo,
          issue_number: issue,
          per_page: 100,
        });
        return comments.map(commentFacts);
      }),

    openIssue: ({ title, body, labels }) =>
      guarded("open an issue", async () => {
        for (const label of labels) await ensureLabel(label);
        const { data } = await octokit.rest.issues.create({ ...repo, title, body, labels: [...labels] });
        return data.number;
      }),

    editIssue: (number, change) =>
      guarded("edit an issue", async () => {
        await octokit.rest.issues.update({ ...repo, issue_number: number, ...change });
      }),

    comment: (issue, body) =>
      guarded("comment", async () => {
        await octokit.rest.issues.createComment({ ...repo, issue_number: issue, body });
      }),

    react: (comment, content) =>
      guarded("react to a comment", async () => {
        try {
          await octokit.rest.reactions.createForIssueComment({ ...repo, comment_id: comment, content });
        } catch (error) {
          // the comment was deleted in the meantime
          if (statusOf(error) !== 404) throw error;
        }
      }),

    addLabels: (issue, labels) =>
      guarded("add labels", async () => {
        for (const label of labels) await ensureLabel(label);
        await octokit.rest.issues.addLabels({ ...repo, issue_number: issue, labels: [...labels] });
      }),

    removeLabel: (issue, name) =>
      guarded("remove a label", async () => {
        try {
          await octokit.rest.issues.removeLabel({ ...repo, issue_number: issue, name });
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
        }
      }),
  };
}

export function labelNames(
  labels: readonly (string | { readonly name?: string | undefined })[],
): readonly string[] {
  return labels.flatMap((label) => {
    const name = typeof label === "string" ? label : label.name;
    return name === undefined ? [] : [name];
  });
}
