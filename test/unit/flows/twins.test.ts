/** Where overlays patch the Ingress of a base, its route goes into the base and every patch gets a twin; else routes stand beside overlays. */
import { describe, expect, it } from "vitest";
import { fallbacks, stories } from "../../support/twin-stories.ts";
import { afterTwins, textsAfterRemoval } from "../../support/twin-story.ts";

describe("one route in the base, and twins of the patches", () => {
  it.each(stories)("$name", ({ files, after }) => {
    const { texts, notMoved } = afterTwins(files);

    expect(notMoved).toEqual([]);
    expect(Object.keys(texts)).toContain("base/cart.httproute.yaml");
    expect(
      Object.keys(texts).filter((path) => /^(?:prod|staging)\/[^/]*\.httproute\.yaml$/.test(path)),
    ).toEqual([]);
    expect(texts).toMatchObject(after);
  });

  it("says in the base what the base says", () => {
    const [story] = stories;
    const { texts } = afterTwins(story?.files ?? {});

    expect(texts["base/cart.httproute.yaml"]).toContain("hostnames:\n    - cart.base.test\n");
    expect(texts["base/kustomization.yaml"]).toBe(
      "resources:\n  - ingress.yaml\n  - cart.httproute.yaml\n  - service.yaml\n",
    );
    expect(Object.keys(texts).filter((path) => path.startsWith("staging/"))).toEqual([]);
  });

  it("finds nothing to do the second time", () => {
    for (const { files } of stories) {
      const first = afterTwins(files);
      const texts = Object.fromEntries(
        first.after.files.map(({ path }) => [
          path,
          new TextDecoder("utf-8", { ignoreBOM: true }).decode(first.after.bytes(path)),
        ]),
      );

      expect(afterTwins(texts).texts).toEqual({});
    }
    expect(stories.length).toBeGreaterThan(8);
  });
});

describe("routes of their own where a twin cannot say it", () => {
  it.each(fallbacks)("$name: $why", ({ files, target }) => {
    const { texts, notMoved } = afterTwins(files, { target });

    expect(notMoved).toEqual([]);
    expect(Object.keys(texts).join(" ")).toMatch(/prod\/(?:big-)?cart\.httproute\.yaml/);
    expect(Object.keys(texts)).not.toContain("base/cart.httproute.yaml");
    expect(Object.keys(texts).filter((path) => path.endsWith("-patch.yaml"))).toEqual([]);
  });
});

describe("a wave of one cluster", () => {
  it("puts the route beside that cluster's overlay: the base would bring it to the others", () => {
    const [story] = stories;
    const { texts, notMoved } = afterTwins(story?.files ?? {}, { cluster: "prod" });

    expect(notMoved).toEqual([]);
    expect(Object.keys(texts).sort()).toEqual(["prod/cart.httproute.yaml", "prod/kustomization.yaml"]);
    expect(texts["prod/kustomization.yaml"]).not.toContain("kind: HTTPRoute");
  });
});

describe("variables that Flux fills in", () => {
  const applied = (name: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./${name}
  prune: true
  interval: 1h
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild:
    substitute: {DOMAIN: ${name}.test}
`;
  const patched = (name: string, host: string) => `namespace: ${name}
resources: [../base]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: "${host}"}
`;

  it("stay as they are in the base and in its twins", () => {
    const [story] = stories;
    const { texts, notMoved } = afterTwins(
      {
        ...story?.files,
        "clusters/prod/apps.yaml": applied("prod"),
        "clusters/staging/apps.yaml": applied("staging"),
        "base/ingress.yaml": (story?.files["base/ingress.yaml"] ?? "").replace(
          "cart.base.test",
          "cart.$" + "{DOMAIN}",
        ),
        "prod/kustomization.yaml": patched("prod", "shop.$" + "{DOMAIN}"),
        "staging/kustomization.yaml": "namespace: staging\nresources: [../base]\n",
      },
      { clusters: "" },
    );

    expect(notMoved).toEqual([]);
    expect(texts["base/cart.httproute.yaml"]).toContain("- cart.$" + "{DOMAIN}\n");
    expect(texts["prod/kustomization.yaml"]).toBe(
      `${patched("prod", "shop.$" + "{DOMAIN}")}  - target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
    patch: |-
      - {op: replace, path: /spec/hostnames/0, value: "shop.$` +
        `{DOMAIN}"}
`,
    );
  });
});

describe("the removal that follows", () => {
  it("takes the patches of the Ingress and leaves their twins", () => {
    const [, merge] = stories;
    const texts = textsAfterRemoval(afterTwins(merge?.files ?? {}));

    expect(Object.keys(texts)).not.toContain("base/ingress.yaml");
    expect(Object.keys(texts)).not.toContain("prod/patches/host.yaml");
    expect(texts["prod/kustomization.yaml"]).toBe(`namespace: prod
resources:
- ../base
patches:
- path: patches/cart.httproute-patch.yaml
  target:
    group: gateway.networking.k8s.io
    version: v1
    kind: HTTPRoute
    name: cart
`);
    expect(texts["base/kustomization.yaml"]).toBe("resources:\n  - cart.httproute.yaml\n  - service.yaml\n");
  });
});
