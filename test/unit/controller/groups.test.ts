import { describe, expect, it } from "vitest";
import { severityOf } from "../../../src/diagnostics/diagnostic.ts";
import { toRepoPath } from "../../../src/model/brands.ts";
import type { FoundController } from "../../../src/model/controller.ts";
import { flagFindings } from "../../../src/nginx/controller-flags.ts";
import { controllerGroups, groupOfClass } from "../../../src/nginx/controller-groups.ts";

const path = toRepoPath("controller.yaml");

function controller(
  title: string,
  className: string | undefined,
  entries: Record<string, string>,
): FoundController {
  if (path === undefined) throw new Error("a path");
  const at = { path, line: 1, column: 1 };
  return { title, at, className, entries, flags: {}, places: new Map(), gaps: [] };
}

const stated = { config: {}, carriedOver: [], ingressClasses: ["nginx", "internal"] };
const codes = (diagnostics: readonly { readonly code: string }[]) =>
  diagnostics.map(({ code }) => code).filter((code) => code !== "controller-found");

describe("settings by class", () => {
  it("are those of the configuration where nothing was found", () => {
    const { value, diagnostics } = controllerGroups([], { ...stated, config: { hsts: "false" } });

    expect(value.map(({ classes, entries }) => ({ classes, entries }))).toEqual([
      { classes: undefined, entries: { hsts: "false" } },
    ]);
    expect(diagnostics).toEqual([]);
  });

  it("take the repository's value before the configuration's, and say so", () => {
    const found = [controller("a", "nginx", { hsts: "true", "proxy-body-size": "8m" })];
    const config = { hsts: "false", "ssl-redirect": "false" };

    const { value, diagnostics } = controllerGroups(found, { ...stated, config });

    expect(value.map(({ entries }) => entries)).toEqual([
      { hsts: "true", "ssl-redirect": "false", "proxy-body-size": "8m" },
    ]);
    expect(codes(diagnostics)).toEqual(["controller-config-overruled"]);
  });

  it("are kept apart where classes differ; a class nobody serves has those of the configuration", () => {
    const found = [
      controller("a", "nginx", { hsts: "true" }),
      controller("b", "internal", { "whitelist-source-range": "10.0.0.0/8" }),
    ];

    const { value } = controllerGroups(found, stated);

    expect(groupOfClass(value, "nginx").entries).toEqual({ hsts: "true" });
    expect(groupOfClass(value, "internal").entries).toEqual({ "whitelist-source-range": "10.0.0.0/8" });
    expect(groupOfClass(value, "other").entries).toEqual({});
    expect(groupOfClass(value, undefined).entries).toEqual({});
  });

  it("are one group where all classes have the same", () => {
    const found = [controller("a", "nginx", { hsts: "true" }), controller("b", "internal", { hsts: "true" })];

    const { value } = controllerGroups(found, stated);

    expect(value.map(({ classes }) => classes)).toEqual([undefined]);
    expect(groupOfClass(value, "internal").entries).toEqual({ hsts: "true" });
  });

  it("of a class that does not move are not looked at", () => {
    const { value, diagnostics } = controllerGroups([controller("a", "traefik", { hsts: "false" })], stated);

    expect(value[0]?.entries).toEqual({});
    expect(diagnostics).toEqual([]);
  });

  it.each([
    ["hsts", "controllers-disagree", "warning"],
    ["whitelist-source-range", "controllers-disagree-on-access", "blocker"],
    ["block-cidrs", "controllers-disagree-on-access", "blocker"],
    ["global-auth-url", "controllers-disagree-on-access", "blocker"],
    ["use-forwarded-headers", "controllers-disagree-on-access", "blocker"],
  ] as const)("that two controllers of unknown class set differently: %s is %s", (key, code, severity) => {
    const found = [controller("b", undefined, {}), controller("a", undefined, { [key]: "1.2.3.4" })];

    const { value, diagnostics } = controllerGroups(found, stated);

    expect(codes(diagnostics)).toEqual([code]);
    expect(diagnostics.filter((one) => one.code === code).map(severityOf)).toEqual([severity]);
    expect(value[0]?.entries).toEqual({ [key]: "1.2.3.4" });
  });

  it("that a person has carried over are left out, wherever they stand", () => {
    const found = [controller("a", "nginx", { "block-cidrs": "10.0.0.0/8", hsts: "true" })];

    const { value } = controllerGroups(found, { ...stated, carriedOver: ["block-cidrs"] });

    expect(value.map(({ entries }) => entries)).toEqual([{ hsts: "true" }]);
  });

  it("that are filled in at deployment are named", () => {
    const { diagnostics } = controllerGroups([controller("a", "nginx", { hsts: "{{ .hsts }}" })], stated);

    expect(codes(diagnostics)).toEqual(["controller-config-incomplete"]);
  });
});

describe("flags", () => {
  it.each([
    [{ "annotations-prefix": "edge.example.com" }, ["blocker"]],
    [{ "annotations-prefix": "nginx.ingress.kubernetes.io" }, []],
    [{ "default-ssl-certificate": "edge/wildcard" }, ["warning"]],
    [{ "disable-catch-all": "false" }, []],
    [{ "disable-catch-all": true }, ["warning"]],
    [{ "election-id": "leader" }, []],
  ])("%j gives %j", (flags, severities) => {
    expect(flagFindings(flags, new Map()).map(severityOf)).toEqual(severities);
  });
});
