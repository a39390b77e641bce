/** Our pull requests: merged, closed, reopened, edited or pushed to by somebody. */
import { branchPrefix } from "../flows/reconcile/names.ts";
import type { EventHandler } from "./event.ts";
import { PullRequestEvent, repositoryOf } from "./payloads.ts";

const actions = ["closed", "reopened", "synchronize", "edited"];

export const onPullRequest: EventHandler = async (payload, { queue, login }) => {
  const event = PullRequestEvent.safeParse(payload).data;
  if (event === undefined || event.sender?.login === login || !actions.includes(event.action ?? "")) return;
  if (event.pull_request.head.ref.startsWith(branchPrefix))
    await queue.look(repositoryOf(event), "pull request");
};
