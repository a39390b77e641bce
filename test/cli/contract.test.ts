/**
 * The command line is a contract with people's scripts: flags, exit codes, JSON field names, what goes to which stream.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixturesRoot, readTree } from "../support/fixtures.ts";
import { tidegate } from "./run.ts";

let work: string;
let metalkube: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "tidegate-cli-"));
  metalkube = join(work, "metalkube");
  cpSync(join(fixturesRoot, "repos/manifest-metalkube/repo"), metalkube, { recursive: true });
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

function parse(stdout: string): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe("scan", () => {
  it("prints one JSON document with the contract's fields", () => {
    const { code, stdout } = tidegate(["scan", metalkube, "--json"]);

    const scan = parse(stdout) as {
      schema: string;
      clusters: { name: string; ingresses: Record<string, unknown>[] }[];
      unsupported: unknown[];
      stats: Record<string, number>;
    };
    expect(scan.schema).toBe("tidegate/scan/v1");
    expect(scan.clusters).toHaveLength(1);
    const ingresses = scan.clusters[0]?.ingresses ?? [];
    expect(ingresses.map(({ key, complexity }) => `${key} ${complexity}`)).toEqual([
      "argocd/argocd-server high",
      "inference/llm-gateway medium",
      "inference/qdrant medium",
      "ml-serving/ml-serving low",
      "monitoring/grafana low",
      "monitoring/mlflow low",
    ]);
    expect(ingresses[5]).toMatchObject({
      source: { kind: "manifest", path: "apps/monitoring/mlflow/mlflow.yaml", line: 15 },
      class: "nginx",
      hosts: ["mlflow.metalkube.internal"],
      tls: false,
      annotations: {},
      service: "monitoring/mlflow",
    });
    expect(Object.keys(scan.stats).sort()).toEqual(["bytes", "files", "ingresses", "ms"]);
    expect(scan.stats["ingresses"]).toBe(6);
    expect(code).toBe(0);
  });

  it("shows a table to people and exits 2 for a directory that is not there", () => {
    const table = tidegate(["scan", metalkube]);
    expect(table.stdout).toContain("monitoring/grafana");
    expect(table.stdout).toContain("6 Ingresses");

    const missing = tidegate(["scan", join(work, "nowhere")]);
    expect(missing.code).toBe(2);
    expect(missing.stdout).toBe("");
    expect(missing.stderr).toContain("is not a directory");
  });
});

describe("plan", () => {
  it("lays the reference repository out as three waves", () => {
    const plan = parse(tidegate(["plan", metalkube, "--json"]).stdout) as {
      schema: string;
      waves: { number: number; services: { name: string; status: string; blockers: string[] }[] }[];
    };
    expect(plan.schema).toBe("tidegate/plan/v1");
    expect(plan.waves.map(({ number, services }) => [number, services.map(({ name }) => name)])).toEqual([
      [1, ["ml-serving/ml-serving", "monitoring/grafana", "monitoring/mlflow"]],
      [2, ["inference/llm-gateway", "inference/qdrant"]],
      [3, ["argocd/argocd-server"]],
    ]);
    const statuses = plan.waves.flatMap(({ services }) => services.map(({ name, status }) => [name, status]));
    expect(Object.fromEntries(statuses)).toEqual({
      "ml-serving/ml-serving": "planned",
      "monitoring/grafana": "planned",
      "monitoring/mlflow": "planned",
      "inference/llm-gateway": "planned",
      "inference/qdrant": "blocked",
      "argocd/argocd-server": "blocked",
    });
    const blocked = plan.waves
      .flatMap(({ services }) => services)
      .filter(({ status }) => status === "blocked");
    for (const { blockers } of blocked) expect(blockers.length).toBeGreaterThan(0);
  });
});

describe("migrate and remove", () => {
  it("prints a diff, writes it with --write, and changes nothing the second time", () => {
    const copy = join(work, "written");
    cpSync(metalkube, copy, { recursive: true });
    const before = readTree(copy);

    const printed = tidegate(["migrate", copy, "--wave", "1"]);
    expect(printed.stdout).toContain("+++ b/apps/monitoring/grafana/grafana.httproute.yaml");
    expect([...readTree(copy).keys()]).toEqual([...before.keys()]);

    tidegate(["migrate", copy, "--wave", "1", "--write"]);
    const after = readTree(copy);
    expect(after.get("apps/monitoring/grafana/ingress.yaml")).toEqual(
      before.get("apps/monitoring/grafana/ingress.yaml"),
    );
    expect(after.get("apps/monitoring/grafana/grafana.httproute.yaml")?.toString()).toContain(
      "kind: HTTPRoute",
    );

    const again = parse(tidegate(["migrate", copy, "--wave", "1", "--write", "--json"]).stdout);
    expect(again["files"]).toEqual([]);
    expect(readTree(copy)).toEqual(after);

    const removed = parse(tidegate(["remove", copy, "--wave", "1", "--write", "--json"]).stdout);
    expect(
      (removed["files"] as { path: string; action: string }[]).map(({ path, action }) => `${action} ${path}`),
    ).toEqual([
      "delete apps/ml-serving/ingress.yaml",
      "delete apps/monitoring/grafana/ingress.yaml",
      "edit apps/monitoring/mlflow/mlflow.yaml",
    ]);
    expect(readFileSync(join(copy, "apps/monitoring/mlflow/mlflow.yaml"), "utf8")).not.toContain(
      "kind: Ingress",
    );
  });

  it("states the timeouts of the streaming service and leaves the guarded one out, with the decision spelled out", () => {
    const changes = parse(tidegate(["migrate", metalkube, "--wave", "2", "--json"]).stdout) as {
      schema: string;
      files: { path: string; action: string; diff: string }[];
      notMoved: { service: string; reasons: string[] }[];
      proof: { schema: string; equivalent: boolean };
    };
    expect(changes.schema).toBe("tidegate/changes/v1");
    expect(changes.files.map(({ path, action }) => [path, action])).toEqual([
      ["apps/inference/llm-gateway.httproute.yaml", "add"],
    ]);
    expect(changes.files[0]?.diff).toContain("timeouts:");
    expect(changes.notMoved.map(({ service }) => service)).toEqual(["inference/qdrant"]);
    expect(changes.notMoved[0]?.reasons.join(" ")).toMatch(/source address/);
    expect(changes.proof.schema).toBe("tidegate/proof/v1");
    expect(changes.proof.equivalent).toBe(true);
  });

  it("names both ways out for the HTTPS backend and changes nothing", () => {
    const result = tidegate(["migrate", metalkube, "--wave", "3", "--json"]);
    const changes = parse(result.stdout) as { files: unknown[]; notMoved: { reasons: string[] }[] };
    expect(changes.files).toEqual([]);
    expect(changes.notMoved[0]?.reasons.join(" ")).toMatch(/BackendTLSPolicy/);
    expect(changes.notMoved[0]?.reasons.join(" ")).toMatch(/server\.insecure/);
    expect(result.code).toBe(1);
  });

  it("refuses a wave that is not there and a wave that is no number", () => {
    expect(tidegate(["migrate", metalkube, "--wave", "9"]).code).toBe(2);
    expect(tidegate(["migrate", metalkube, "--wave", "two"]).code).toBe(2);
    expect(tidegate(["migrate", metalkube]).code).toBe(2);
  });
});

const manifest = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: cart, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
    - host: cart.shop.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {name: web}}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{name: web, port: 8080}]}
`;

describe("convert", () => {
  it("reads standard input, resolves named ports and prints YAML on stdout alone", () => {
    const args = ["convert", "-", "--target", "cilium", "--gateway", "infra/edge", "--gateway-api", "1.5"];
    const { code, stdout, stderr } = tidegate(args, { input: manifest });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("kind: HTTPRoute");
    expect(stdout).toContain("port: 8080");
    expect(stdout).toContain("namespace: infra");
    expect(tidegate(args, { input: manifest }).stdout).toBe(stdout);
  });

  it("prints the contract's JSON", () => {
    const { stdout } = tidegate(["convert", "-", "--gateway", "infra/edge", "--json"], { input: manifest });
    const converted = parse(stdout) as {
      schema: string;
      objects: { kind: string }[];
      annotations: unknown[];
      proof: unknown;
    };
    expect(converted.schema).toBe("tidegate/convert/v1");
    expect(converted.objects.map(({ kind }) => kind)).toEqual(["HTTPRoute"]);
    expect(converted.proof).toMatchObject({
      schema: "tidegate/proof/v1",
      equivalent: true,
      hosts: [{ host: "cart.shop.test", verdict: "equivalent" }],
    });
  });

  it("exits 1 with a coded diagnostic for what it cannot carry, and still converts the rest", () => {
    const guarded = manifest.replace(
      "name: cart, namespace: shop}\nspec:\n  ingress",
      'name: cart, namespace: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: "https://auth.test"}}\nspec:\n  ingress',
    );
    const other =
      manifest.split("---")[0]?.replaceAll("cart", "pay").replace("{name: web}", "{number: 80}") ?? "";
    const { code, stdout, stderr } = tidegate(["convert", "-", "--gateway", "infra/edge"], {
      input: `${guarded}---\n${other}`,
    });
    expect(code).toBe(1);
    expect(stderr).toContain("auth-url");
    expect(stdout).not.toContain("cart.shop.test");
    expect(stdout).toContain("pay.shop.test");
  });

  it("exits 2 for a target it does not know and for a file that is not there", () => {
    expect(tidegate(["convert", "-", "--target", "apache"], { input: manifest }).code).toBe(2);
    expect(tidegate(["convert", join(work, "none.yaml")]).code).toBe(2);
  });
});

describe("prove", () => {
  it("accepts its own translation and gives a witness for a wrong one", () => {
    const directory = join(work, "prove");
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "old.yaml"), manifest);
    const routes = tidegate(["convert", join(directory, "old.yaml"), "--gateway", "infra/edge"]).stdout;
    writeFileSync(join(directory, "new.yaml"), routes);
    writeFileSync(join(directory, "wrong.yaml"), routes.replace("value: /", "value: /shop"));

    const old = join(directory, "old.yaml");
    const right = tidegate(["prove", "--old", old, "--new", join(directory, "new.yaml"), "--json"]);
    expect(right.code).toBe(0);
    expect(parse(right.stdout)).toMatchObject({ schema: "tidegate/proof/v1", equivalent: true });

    const wrong = tidegate(["prove", "--old", old, "--new", join(directory, "wrong.yaml"), "--json"]);
    expect(wrong.code).toBe(1);
    const proof = parse(wrong.stdout) as {
      equivalent: boolean;
      hosts: { host: string; witnesses: { request: { path: string } }[] }[];
    };
    expect(proof.equivalent).toBe(false);
    const host = proof.hosts.find((one) => one.host === "cart.shop.test");
    expect(host?.witnesses.length).toBeGreaterThan(0);
    expect(Object.keys(host?.witnesses[0]?.request ?? {}).sort()).toEqual([
      "headers",
      "host",
      "method",
      "path",
      "scheme",
    ]);
  });

  it("says in words what routes of somebody else would break, and takes what is accepted by id", () => {
    const directory = join(work, "prove-foreign");
    mkdirSync(directory, { recursive: true });
    const [old, foreign] = [join(directory, "old.yaml"), join(directory, "foreign.yaml")];
    writeFileSync(old, manifest);
    writeFileSync(
      foreign,
      JSON.stringify({
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { name: "by-hand", namespace: "shop" },
        spec: {
          parentRefs: [{ name: "edge", namespace: "infra" }],
          hostnames: ["cart.shop.test"],
          rules: [
            {
              matches: [{ path: { type: "Exact", value: "/" } }],
              backendRefs: [{ name: "cart", port: 8080 }],
            },
          ],
        },
      }),
    );
    const sides = ["prove", "--old", old, "--new", foreign];

    const shown = tidegate(sides);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain("nginx sends it to shop/cart:8080; the new routes answer 404.");
    expect(shown.stdout).toContain("NOT equivalent: 1 difference on cart.shop.test");

    const id = /\[([0-9a-f]{10})\]/.exec(shown.stdout)?.[1] ?? "";
    const accepted = tidegate([...sides, "--accept", id]);
    expect(accepted.code).toBe(0);
    expect(accepted.stdout).toContain("[accepted]");
    const mistyped = tidegate([...sides, "--accept", `${id.slice(0, 9)}${id.endsWith("0") ? "1" : "0"}`]);
    expect(mistyped.code).toBe(1);
    expect(mistyped.stderr).toContain(`Did you mean ${id}?`);
    expect(tidegate([...sides, "--accept", "everything"]).code).toBe(2);
  });

  it("proves a wave of a repository", () => {
    const { code, stdout } = tidegate(["prove", metalkube, "--wave", "1", "--json"]);
    expect(parse(stdout)["equivalent"]).toBe(true);
    expect(code).toBe(0);
  });
});

describe("route", () => {
  it("answers a request from both models with the rule that decided", () => {
    const directory = join(work, "route");
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "old.yaml"), manifest);
    writeFileSync(
      join(directory, "new.yaml"),
      tidegate(["convert", join(directory, "old.yaml"), "--gateway", "infra/edge"]).stdout,
    );
    const args = ["route", "--old", join(directory, "old.yaml"), "--new", join(directory, "new.yaml")];
    const listed = tidegate([...args, "--requests", "-", "--json"], {
      input: JSON.stringify([{ scheme: "http", host: "cart.shop.test", path: "/a?b=1" }]),
    });
    const { schema, answers } = parse(listed.stdout) as {
      schema: string;
      answers: Record<string, unknown>[];
    };
    expect(schema).toBe("tidegate/route/v1");
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({
      old: { kind: "backend", backend: "shop/cart:8080", path: "/a?b=1" },
      new: { kind: "backend", backend: "shop/cart:8080", path: "/a?b=1" },
      because: { old: { ingress: "shop/cart" }, new: { route: "shop/cart", rule: 0 } },
    });

    const single = tidegate([...args, "http://cart.shop.test/a"]);
    expect(single.stdout).toContain("shop/cart:8080");
  });
});

describe("explain and help", () => {
  it("explains an annotation and suggests a name for a typing error", () => {
    expect(tidegate(["explain", "nginx.ingress.kubernetes.io/proxy-read-timeout"]).stdout).toContain(
      "proxy-read-timeout",
    );
    const miss = tidegate(["explain", "proxy-raed-timeout"]);
    expect(miss.code).toBe(2);
    expect(miss.stderr).toContain("proxy-read-timeout");
  });

  it("exits 2 for an unknown command and 0 for help", () => {
    expect(tidegate(["migarte"]).code).toBe(2);
    expect(tidegate(["--help"]).code).toBe(0);
  });
});
