/** A whole wave over charts of the repository's own, rendered by the real Helm before and after each step. */
import { describe, expect, it } from "vitest";
import { overlaySnapshot } from "../../src/flows/overlay.ts";
import { proposeRendered, surveyRendered } from "../../src/flows/rendered.ts";
import type { ChangeSet } from "../../src/model/edits.ts";
import { memorySnapshot } from "../../src/model/memory-snapshot.ts";
import type { RepoSnapshot } from "../../src/model/snapshot.ts";
import { chartFiles, realTools } from "./fixture-charts.ts";

const tools = realTools();

const settings = `version: 1
target: {name: envoy-gateway, version: "1.8", gatewayApi: "1.5"}
gateway: {name: public, namespace: gateway-system}
`;

const values = (host: string) => `# of this environment
ingress:
  enabled: true
  className: nginx
  hosts:
    - host: ${host}
      paths:
        - path: /
          pathType: Prefix
`;

function repository(): RepoSnapshot {
  const chart = [...chartFiles("helm-create")].map(
    ([path, bytes]) => [`charts/storefront/${path}`, bytes] as const,
  );
  return memorySnapshot({
    ".github/tidegate.yml": settings,
    ...Object.fromEntries(chart),
    "charts/storefront/values-prod.yaml": values("shop.example.com"),
    "charts/storefront/values-staging.yaml": values("staging.example.com"),
  });
}

async function wave(snapshot: RepoSnapshot, kind: "add" | "remove") {
  const survey = (await surveyRendered(tools, snapshot, {})).value;
  const number = survey.waves[0]?.number ?? 1;
  const request = { kind, wave: number, cluster: undefined, accepted: new Set<string>() };
  const proposal = (await proposeRendered(tools, survey, request)).value;
  return { survey, proposal };
}

const pathsOf = ({ files }: ChangeSet) => files.map(({ path, action }) => `${action} ${path}`);

describe("a chart of the repository's own with two environments", () => {
  it("gets one template, and each environment its values; then loses its Ingresses, and the routes stay", async () => {
    const before = repository();

    const added = await wave(before, "add");
    const withRoutes = overlaySnapshot(before, added.proposal.changes);
    const again = await wave(withRoutes, "add");
    const removed = await wave(withRoutes, "remove");
    const after = await wave(overlaySnapshot(withRoutes, removed.proposal.changes), "remove");

    expect(added.proposal.notMoved).toEqual([]);
    expect(pathsOf(added.proposal.changes)).toEqual([
      "add charts/storefront/templates/httproute.yaml",
      "edit charts/storefront/values-prod.yaml",
      "edit charts/storefront/values-staging.yaml",
      "edit charts/storefront/values.yaml",
    ]);
    expect(again.proposal.changes.files).toEqual([]);
    expect(again.survey.waves.flatMap(({ services }) => services.map(({ status }) => status))).toEqual([
      "migrated",
      "migrated",
    ]);
    expect(removed.proposal.notMoved).toEqual([]);
    expect(removed.proposal.changes.files.map((file) => (file.action === "edit" ? file.after : ""))).toEqual(
      again.survey.snapshot.files
        .filter(({ path }) => /values-(?:prod|staging)\.yaml$/.test(path))
        .map(({ path }) =>
          new TextDecoder()
            .decode(again.survey.snapshot.bytes(path))
            .replace("ingress:\n  enabled: true", "ingress:\n  enabled: false"),
        ),
    );
    const { clusters } = after.survey.inventory;
    expect(clusters.flatMap(({ ingresses }) => ingresses.map(({ key }) => key))).toEqual([]);
    expect(
      clusters
        .flatMap(({ name, gatewayObjects }) =>
          gatewayObjects.map(({ object }) => `${name} ${object.kind} ${JSON.stringify(object.spec)}`),
        )
        .map((text) => /^\w+ \w+|"hostnames":\[[^\]]*\]/g[Symbol.match](text)?.join(" ")),
    ).toEqual([
      'prod HTTPRoute "hostnames":["shop.example.com"]',
      'staging HTTPRoute "hostnames":["staging.example.com"]',
    ]);
  });
});
