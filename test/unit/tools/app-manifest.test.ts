import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { expect, test } from "vitest";

test("the App asks for what it needs and nothing more", () => {
  const manifest = load(readFileSync("app.yml", "utf8"));

  expect(manifest).toMatchObject({
    default_permissions: {
      contents: "write",
      pull_requests: "write",
      issues: "write",
      checks: "write",
      statuses: "read",
      metadata: "read",
    },
    default_events: ["push", "pull_request", "issue_comment", "issues", "check_run", "check_suite", "status"],
  });
  expect(Object.keys((manifest as { default_permissions: object }).default_permissions)).toHaveLength(6); // matched above
});
