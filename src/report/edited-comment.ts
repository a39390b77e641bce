/** The one comment that says a branch was left alone because somebody else pushed to it. */
import { withMarker } from "./markers.ts";

export function editedComment(head: string): string {
  const text = [
    "Somebody else pushed to this branch, so it is theirs now: it will not be changed any more, also when the manifests do.",
    "Merge it as it is, or comment `/migrate rebuild` to throw those commits away and have it made anew.",
  ].join("\n");
  return withMarker(text, "edited", { schema: 1, head });
}
