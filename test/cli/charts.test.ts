/** Repositories with a chart of their own, through the built command line and the real helm; and on a machine that has none. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixturesRoot } from "../support/fixtures.ts";
import { pinnedHelm } from "../support/render-tools.ts";
import { tidegate } from "./run.ts";

let work: string;
let shop: string;
let env: Record<string, string>;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "tidegate-charts-"));
  shop = join(work, "shop");
  cpSync(join(fixturesRoot, "repos/helm-own-chart-of-the-known-shape/repo"), shop, { recursive: true });
  env = { TIDEGATE_HELM: pinnedHelm, TIDEGATE_CACHE: join(work, "cache") };
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Scanned {
  readonly clusters: readonly { readonly ingresses: readonly Record<string, unknown>[] }[];
  readonly diagnostics: readonly { readonly code: string }[];
}

function scan(more: Record<string, string> = {}): { readonly scanned: Scanned; readonly stderr: string } {
  const { stdout, stderr } = tidegate(["scan", shop, "--json"], { env: { ...env, ...more } });
  return { scanned: JSON.parse(stdout) as Scanned, stderr }; // the contract under test
}

describe("a chart in the repository", () => {
  it("is rendered, and the render is kept where TIDEGATE_CACHE says", () => {
    const { scanned, stderr } = scan();

    expect(scanned.clusters.flatMap(({ ingresses }) => ingresses)).toMatchObject([
      {
        key: "default/cart-cart",
        source: { kind: "helm", path: "charts/cart/values-prod.yaml" },
        rendered: true,
        why: null,
      },
    ]);
    expect(readdirSync(join(work, "cache", "renders")).length).toBeGreaterThan(0);
    // progress is for terminals
    expect(stderr).not.toContain("rendering");
  });

  it("gets its route by an edit of the chart and its values, once", () => {
    const diff = tidegate(["migrate", shop, "--wave", "1"], { env });

    expect(diff.stdout).toContain("+++ b/charts/cart/templates/httproute.yaml");
    expect(diff.stdout).toContain("+httpRoutes:");
    const written = tidegate(["migrate", shop, "--wave", "1", "--write"], { env });
    expect(written.stderr).toContain("written");
    expect(existsSync(join(shop, "charts/cart/templates/httproute.yaml"))).toBe(true);
    expect(readFileSync(join(shop, "charts/cart/values-prod.yaml"), "utf8")).toContain("cart.shop.example");

    const again = tidegate(["migrate", shop, "--wave", "1"], { env });

    expect(again.stdout).toBe("");
  });
});

describe("a machine without helm", () => {
  it("reads the values, says so once, and marks what it read", () => {
    const { scanned } = scan({ TIDEGATE_HELM: join(work, "nowhere") });

    expect(scanned.diagnostics.filter(({ code }) => code === "charts-not-rendered")).toHaveLength(1);
    const ingresses = scanned.clusters.flatMap((cluster) => cluster.ingresses);
    expect(ingresses.length).toBeGreaterThan(0);
    expect(ingresses.map(({ rendered }) => rendered)).toEqual(ingresses.map(() => false));
    expect(ingresses.every(({ why }) => typeof why === "string" && why !== "")).toBe(true);
  });
});
