import { describe, expect, it } from "vitest";
import { printLiteral } from "../../../src/sources/helm/own-chart/literal-template.ts";
import { readRelease } from "../../../src/sources/helm/release/render-release.ts";
import { ingressText, pathOf, releaseOf, worldOf } from "./releases-for-tests.ts";

const own = { kind: "own", directory: pathOf("charts/web") } as const;
const route = (name: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: ${name}\nspec:\n  parentRefs: [{name: public}]\n`;

function objectsOf(templates: Readonly<Record<string, string>>) {
  const release = releaseOf({}, { chart: own });
  const files = {
    "charts/web/Chart.yaml":
      "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - {name: far, version: 1.0.0, repository: 'https://charts.example.com'}\n",
    "charts/web/values.yaml": "far:\n  ingress: {enabled: true, hosts: [far.example.com]}\n",
    ...Object.fromEntries(
      Object.entries(templates).map(([name, text]) => [`charts/web/templates/${name}`, text]),
    ),
  };
  const { objects } = readRelease(release, worldOf(undefined, { files })).value;
  return {
    release,
    texts: objects
      .filter(({ origin }) => origin.template !== undefined)
      .map(
        ({ object, origin, site }) =>
          `${object.metadata.namespace} ${object.kind} ${object.metadata.name} ${origin.rendered} ${site.path}`,
      ),
  };
}

describe("templates of a chart that cannot be rendered", () => {
  it("with nothing to fill in are read as manifests", () => {
    const { release, texts } = objectsOf({
      "a.yaml": route("a"),
      "b.yaml": ingressText("fixed", "fixed.example.com"),
      "filled.yaml": route("{{ .Release.Name }}"),
      "_helper.yaml": route("helper"),
      "notes.txt": route("notes"),
    });

    const at = release.namespace;
    expect(texts).toEqual([
      `${at} HTTPRoute a false charts/web/templates/a.yaml`,
      `${at} Ingress fixed false charts/web/templates/b.yaml`,
    ]);
  });

  it("that ask for one release are read for it alone", () => {
    const { name, namespace } = releaseOf({}, { chart: own });

    const { texts } = objectsOf({
      "mine.yaml": printLiteral(route("mine"), { name, namespace }),
      "other.yaml": printLiteral(route("other"), { name: "other", namespace }),
    });

    expect(texts).toEqual([`${namespace} HTTPRoute mine false charts/web/templates/mine.yaml`]);
  });
});
