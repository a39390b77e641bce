/** How the story looks at one repository of the sandbox, and what makes it stop: a claim that does not hold. */
import type { Issue } from "../../sandbox/world/types.ts";
import { findRepository } from "../../sandbox/world/world.ts";
import { owner, reviewer, type Stage } from "./stage.ts";

export interface Step {
  readonly title: string;
  /** What to look at, as lines; throws when the world is not as the story says. */
  run(stage: Stage): Promise<readonly string[]>;
}

const dashboardTitle = "Tidegate migration dashboard";

export function demand(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new Error(`the story does not hold: ${claim}`);
}

/** One repository of the organisation, seen as a person sees it. */
export interface View {
  readonly fullName: string;
  issues(stage: Stage): readonly Issue[];
  hasPull(stage: Stage, branch: string): boolean;
  pullOn(stage: Stage, branch: string): Issue;
  dashboard(stage: Stage): Issue;
  link(stage: Stage, issue: Issue): string;
  /** Comments on the dashboard and waits; the last comment there is the answer. */
  command(stage: Stage, text: string): Promise<string>;
  read(stage: Stage, path: string, branch: string): Promise<string | undefined>;
}

export function viewOf(name: string): View {
  const fullName = `${owner}/${name}`;
  const issues = (stage: Stage) => findRepository(stage.sandbox.world, owner, name)?.issues ?? [];
  const dashboard = (stage: Stage): Issue => {
    const found = issues(stage).filter(({ title }) => title === dashboardTitle);
    demand(found.length === 1, `there is one dashboard issue in ${fullName}`);
    return found[0] as Issue; // the length was checked
  };
  const lastComment = (stage: Stage, issue: Issue): string => {
    const comments = findRepository(stage.sandbox.world, owner, name)?.comments ?? [];
    return comments.filter((comment) => comment.issue.number === issue.number).at(-1)?.body ?? "";
  };
  return {
    fullName,
    issues,
    dashboard,
    hasPull: (stage, branch) => issues(stage).some((issue) => issue.pull?.head.ref === branch),
    pullOn: (stage, branch) => {
      const found = issues(stage).findLast((issue) => issue.pull?.head.ref === branch);
      demand(found !== undefined, `a pull request from ${branch} in ${fullName}`);
      return found;
    },
    link: (stage, issue) =>
      `${stage.sandbox.url}/${fullName}/${issue.pull === undefined ? "issues" : "pull"}/${issue.number}`,
    command: async (stage, text) => {
      const issue = dashboard(stage);
      await stage.sandbox.comment(fullName, issue.number, reviewer, text);
      await stage.settle();
      return lastComment(stage, dashboard(stage));
    },
    read: (stage, path, branch) => stage.sandbox.read(fullName, path, branch),
  };
}
