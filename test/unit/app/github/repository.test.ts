import { expect, test } from "vitest";
import { github, nockHost, useNock } from "./nock-host.ts";

useNock();

test("facts of a repository come with its own address", async () => {
  github().get("/repos/acme/shop").reply(200, {
    default_branch: "trunk",
    html_url: "https://ghe.example/acme/shop",
    archived: false,
    disabled: false,
    has_issues: true,
  });

  expect(await nockHost().repository()).toEqual({
    defaultBranch: "trunk",
    url: "https://ghe.example/acme/shop",
    archived: false,
    hasIssues: true,
  });
});

const roles: readonly (readonly [string, string, string])[] = [
  ["admin", "admin", "admin"],
  ["maintain", "write", "maintain"],
  ["write", "write", "write"],
  ["triage", "read", "triage"],
  ["read", "read", "read"],
  ["none", "none", "none"],
  ["release-captain", "write", "write"],
  ["auditor", "read", "read"],
];

test("permissions follow the role, and a role of the organisation's own follows what it is based on", async () => {
  expect(roles.length).toBeGreaterThan(5);
  for (const [role, base, expected] of roles) {
    github()
      .get("/repos/acme/shop/collaborators/bob/permission")
      .reply(200, { permission: base, role_name: role });
    expect(await nockHost().permissionOf("bob"), role).toBe(expected);
  }
});

test("somebody GitHub does not know has no permission", async () => {
  github().get("/repos/acme/shop/collaborators/ghost/permission").reply(404, { message: "Not Found" });

  expect(await nockHost().permissionOf("ghost")).toBe("none");
});

test("the owner's configuration is read from the .github repository, and its absence is no failure", async () => {
  const content = Buffer.from("version: 1\n").toString("base64");
  const path = /^\/repos\/acme\/\.github\/contents\/\.github(\/|%2F)tidegate\.yml$/;
  github().get(path).reply(200, { type: "file", size: 11, content, encoding: "base64" });
  github().get(path).reply(404, { message: "Not Found" });

  expect(await nockHost().ownerConfig()).toBe("version: 1\n");
  expect(await nockHost().ownerConfig()).toBeUndefined();
});
