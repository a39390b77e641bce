/** What stands behind a check is compared by clients who pass it, and who passes on which side by clients who pass some. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/model/kube.ts";
import type { Proof, RouteOutcome, Witness } from "../../../src/model/proof.ts";
import { requestText } from "../../../src/report/proof-text.ts";
import { diagnoseProof } from "../../../src/verify/diagnose.ts";
import { hostOf, ingress, path, proveThat, route } from "./world.ts";

const list = { "whitelist-source-range": "10.0.0.0/8" };
const external = { "auth-url": "http://auth.test/" };
const basic = { "auth-type": "basic", "auth-secret": "s" };

const authorization = {
  defaultAction: "Deny",
  rules: [{ action: "Allow", principal: { clientCIDRs: ["10.0.0.0/8"] } }],
};

function guarded(spec: Readonly<Record<string, unknown>>, service = "web", filters: readonly unknown[] = []) {
  return [
    policy(spec),
    route("r", ["a.test"], ["http"], [{ filters, backendRefs: [{ name: service, port: 80 }] }]),
  ];
}

function policy(spec: Readonly<Record<string, unknown>>): KubeObject {
  const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "r" }];
  return {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "SecurityPolicy",
    metadata: { name: "p", namespace: "shop" },
    spec: { targetRefs, ...spec },
  };
}

function old(annotations: Readonly<Record<string, string>>) {
  return [ingress("web", { "a.test": [path("/", "web")] }, { annotations })];
}

function witnessesOf(proof: Proof): readonly Witness[] {
  return hostOf(proof, "a.test").witnesses;
}

/** What each side says, in short: "external-auth -> web". */
function shown(proof: Proof): readonly string[] {
  return witnessesOf(proof).map(({ request, old: was, new: is, access }) =>
    [
      `${(request.credentials ?? []).join("+") || "nobody"}${request.headers[":source"] === undefined ? "" : " by address"}:`,
      word(was),
      "->",
      word(is),
      ...(access === true ? ["(access)"] : []),
    ].join(" "),
  );
}

function word(outcome: RouteOutcome): string {
  switch (outcome.kind) {
    case "backend":
      return `${outcome.backend.replace(/^shop\/|:80$/g, "")}${outcome.path === "/" ? "" : ` ${outcome.path}`}`;
    case "denied":
      return outcome.by;
    default:
      return String(outcome.status);
  }
}

const rewrite = [
  { type: "URLRewrite", urlRewrite: { path: { type: "ReplaceFullPath", replaceFullPath: "/z" } } },
];

describe("behind a check", () => {
  test.each([
    ["external auth", external, { extAuth: {} }],
    ["a password", basic, { basicAuth: {} }],
    ["both", { ...external, ...basic }, { basicAuth: {}, extAuth: {} }],
  ])("the same route is equivalent: %s", (_name, annotations, spec) => {
    const proof = proveThat(old(annotations), guarded(spec));

    expect(shown(proof)).toEqual([]);
    expect(proof.equivalent).toBe(true);
  });

  test("a wrong back end is seen by those who are signed in", () => {
    const proof = proveThat(old(external), guarded({ extAuth: {} }, "other"));

    expect(shown(proof)).toEqual(["external-auth: web -> other"]);
    const [witness] = witnessesOf(proof);
    expect(requestText(witness?.request ?? expect.fail())).toBe(
      "GET http://a.test/, signed in (external-auth)",
    );
    expect(diagnoseProof(proof)).toMatchObject([
      { code: "proof-difference", params: { conditions: ", signed in (external-auth)" } },
    ]);
  });

  test("a wrong path is seen by those who are signed in", () => {
    const proof = proveThat(old(basic), guarded({ basicAuth: {} }, "web", rewrite));

    expect(shown(proof)[0]).toBe("basic-auth: web -> web /z");
  });

  test("a client certificate is one of the checks, and https alone asks for it", () => {
    const tls = [
      ingress(
        "web",
        { "a.test": [path("/", "web")] },
        { annotations: { "auth-tls-secret": "shop/ca" }, tls: true },
      ),
    ];
    const next = [
      route("r", ["a.test"], ["http", "https"], [{ backendRefs: [{ name: "other", port: 80 }] }]),
    ];

    const said = shown(proveThat(tls, next));

    expect(said).toContain("nobody: client-certificate -> other (access)");
    expect(said).toContain("client-certificate: web -> other");
  });

  test("a request nobody checks is asked once", () => {
    const plain = proveThat(old({}), guarded({}));
    const checked = proveThat(old(external), guarded({ extAuth: {} }));

    expect(hostOf(checked, "a.test").classes).toBe(2 * hostOf(plain, "a.test").classes);
  });
});

describe("who gets in", () => {
  test("a check that was dropped lets everybody in", () => {
    const proof = proveThat(old(external), guarded({}));

    expect(shown(proof)).toEqual(["nobody: external-auth -> web (access)"]);
    expect(diagnoseProof(proof).map(({ code }) => code)).toEqual(["proof-access-difference"]);
  });

  test("a check that nginx did not make is a difference of access, but no open door", () => {
    const proof = proveThat(old({}), guarded({ extAuth: {} }));

    expect(shown(proof)).toEqual(["nobody: web -> external-auth (access)"]);
    expect(diagnoseProof(proof).map(({ code }) => code)).toEqual(["proof-difference"]);
  });

  test("one of two checks dropped lets in who passes the other", () => {
    const proof = proveThat(old({ ...external, ...basic }), guarded({ extAuth: {} }));

    expect(shown(proof)).toEqual(["external-auth: basic-auth -> web (access)"]);
    expect(diagnoseProof(proof).map(({ code }) => code)).toEqual(["proof-access-difference"]);
  });

  test("another check instead lets others in", () => {
    const proof = proveThat(old(basic), guarded({ jwt: {} }));

    expect(shown(proof).toSorted()).toEqual([
      "basic-auth: web -> jwt (access)",
      "jwt: basic-auth -> web (access)",
    ]);
  });

  test("with satisfy any one of two checks was enough", () => {
    const any = { ...external, ...basic, satisfy: "any" };

    expect(shown(proveThat(old(any), guarded({ extAuth: {} })))).toEqual([
      "basic-auth: web -> external-auth (access)",
    ]);
  });

  test("with satisfy any the address alone was enough", () => {
    const any = { ...external, ...list, satisfy: "any" };

    expect(shown(proveThat(old(any), guarded({ extAuth: {}, authorization })))).toEqual([
      "nobody by address: web -> external-auth (access)",
      "external-auth by address: web -> allow-list (access)",
    ]);
  });

  test("an optional token refuses nobody", () => {
    expect(shown(proveThat(old(basic), guarded({ jwt: { optional: true } })))).toEqual([
      "nobody: basic-auth -> web (access)",
    ]);
  });

  test("a service that is not asked while it is down leaves the proof in doubt", () => {
    const { verdict } = hostOf(proveThat(old(external), guarded({ extAuth: { failOpen: true } })), "a.test");

    expect(verdict).toBe("sampled");
  });
});

describe("an address list beside a check", () => {
  test("only the status of a refusal differs, which is nobody's access", () => {
    const proof = proveThat(old({ ...external, ...list }), guarded({ extAuth: {}, authorization }));

    expect(shown(proof)).toEqual(["nobody by address: allow-list -> external-auth"]);
    expect(witnessesOf(proof)[0]?.reason).toBe(
      "Both refuse it: nginx with 403 (allow-list), the new routes with 401 (external-auth).",
    );
    expect(diagnoseProof(proof).map(({ code }) => code)).toEqual(["proof-difference"]);
  });

  test("a list that was dropped lets in from everywhere who is signed in", () => {
    const proof = proveThat(old({ ...external, ...list }), guarded({ extAuth: {} }));

    expect(shown(proof)).toContain("external-auth by address: allow-list -> web (access)");
    expect(diagnoseProof(proof).map(({ code }) => code)).toContain("proof-access-difference");
  });

  test("a check that was dropped lets in whom the list lets in", () => {
    const proof = proveThat(old({ ...external, ...list }), guarded({ authorization }));

    expect(shown(proof)).toEqual(["nobody by address: external-auth -> web (access)"]);
  });
});

describe("what nginx refuses without a check", () => {
  test.each([
    ["deny all", "deny all;"],
    ["return 403", "return 403;"],
  ])("%s served by the new routes is an open door", (_name, snippet) => {
    const proof = proveThat(old({ "configuration-snippet": snippet }), guarded({}), {
      oldWorld: { configMap: { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" } },
    });

    expect(diagnoseProof(proof).map(({ code }) => code)).toEqual(["proof-access-difference"]);
  });

  test("so is a location whose password file is missing", () => {
    const proof = proveThat(old(basic), guarded({}), { oldWorld: { missingSecrets: new Set(["shop/s"]) } });

    expect(shown(proof)).toEqual(["nobody: 503 -> web (access)"]);
  });

  test("404 instead of a refusal opens nothing", () => {
    const gone = [
      route(
        "r",
        ["a.test"],
        ["http"],
        [
          {
            matches: [{ path: { type: "Exact", value: "/never" } }],
            backendRefs: [{ name: "web", port: 80 }],
          },
        ],
      ),
    ];
    const found = witnessesOf(proveThat(old(external), gone)).filter(({ new: is }) => is.kind === "status");

    expect(found.map(({ access }) => access)).toContain(false);
    expect(found.map(({ access }) => access)).not.toContain(true);
  });
});

describe("a law", () => {
  const checks = fc.subarray(["external-auth", "basic-auth"] as const);
  const annotationsOf = (names: readonly string[]) => ({
    ...(names.includes("external-auth") ? external : {}),
    ...(names.includes("basic-auth") ? basic : {}),
  });
  const specOf = (names: readonly string[], isListed: boolean) => ({
    ...(names.includes("external-auth") ? { extAuth: {} } : {}),
    ...(names.includes("basic-auth") ? { basicAuth: {} } : {}),
    ...(isListed ? { authorization } : {}),
  });

  test("an open door is seen exactly where nginx asks for more than the new routes", () => {
    let [doors, shut] = [0, 0];
    fc.assert(
      fc.property(
        checks,
        checks,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (was, is, hadList, hasList, moved) => {
          const before = old({ ...annotationsOf(was), ...(hadList ? list : {}) });
          const proof = proveThat(before, guarded(specOf(is, hasList), moved ? "other" : "web"));

          const isOpen = was.some((check) => !is.includes(check)) || (hadList && !hasList);
          const found = diagnoseProof(proof).some(({ code }) => code === "proof-access-difference");
          expect(found).toBe(isOpen);
          // Whoever brings everything is served by both, so a wrong back end always shows.
          const isSeen = witnessesOf(proof).some(
            ({ old: one, new: other }) => one.kind === "backend" && other.kind === "backend",
          );
          expect(isSeen).toBe(moved);
          if (isOpen) doors += 1;
          else shut += 1;
        },
      ),
      { numRuns: 200 },
    );
    expect(Math.min(doors, shut)).toBeGreaterThan(20);
  });
});
