import { describe, expect, test } from "vitest";
import { readRepository } from "./repository.ts";

const source = (name: string, url: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: ${name}, namespace: flux-system}
spec: {url: "${url}"}
`;

const kustomization = (
  name: string,
  from: string,
  path: string,
) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {path: ${path}, sourceRef: {kind: GitRepository, name: ${from}}}
`;

/** Two sources, each with a Kustomization; the paths of both are here. */
const two = (first: string, second: string) => ({
  "clusters/main/sources.yaml": `${source(first, "https://github.com/acme/home")}---\n${source(second, "https://github.com/acme/apps")}`,
  "clusters/main/cluster.yaml": [
    kustomization("cluster", first, "./clusters/main"),
    kustomization("infra", first, "./infra"),
    kustomization("apps", second, "./apps"),
  ].join("---\n"),
  "infra/kustomization.yaml": "resources: []\n",
  "apps/kustomization.yaml": "resources: []\n",
});

function deployed(files: Readonly<Record<string, string>>, urls: readonly string[]) {
  const { value } = readRepository(files, urls);
  const directories = value.clusters.flatMap(({ units }) => units.map(({ directory }) => directory));
  return {
    directories,
    assumptions: value.assumptions.filter((one) => !one.startsWith("No Flux bootstrap")),
  };
}

const mostPaths =
  "The GitRepository home is taken to be this repository: 2 paths that Flux takes from it are here.";
const byName = (name: string) =>
  `The Flux source GitRepository ${name} is taken to be this repository, by its name or address.`;

describe("which source of Flux is this repository", () => {
  test.each([
    ["https", "https://github.com/acme/apps"],
    ["ssh", "git@github.com:acme/apps.git"],
    ["an address with a password", "https://x:secret@GitHub.com/acme/apps/"],
  ])("its address tells, however it is written: %s", (_, url) => {
    expect(deployed(two("home", "apps"), [url])).toEqual({ directories: ["apps"], assumptions: [] });
  });

  test("one of several addresses is enough, as in a fork that knows where it came from", () => {
    const urls = ["https://github.com/me/apps", "https://github.com/acme/apps"];

    expect(deployed(two("home", "apps"), urls).directories).toEqual(["apps"]);
  });

  test("without an address, the one whose paths are here most often", () => {
    expect(deployed(two("home", "apps"), [])).toEqual({
      directories: ["clusters/main", "infra"],
      assumptions: [mostPaths, byName("home")].sort(),
    });
  });

  test("with an address that no source has, as if it were not known", () => {
    expect(deployed(two("home", "apps"), ["https://github.com/me/fork"])).toEqual(
      deployed(two("home", "apps"), []),
    );
  });

  test("a name that bootstrap gives tells before paths do, and after an address", () => {
    const files = two("home", "flux-system");

    expect(deployed(files, [])).toEqual({ directories: ["apps"], assumptions: [byName("flux-system")] });
    expect(deployed(files, ["https://gitlab.com/me/mirror"]).directories).toEqual(["apps"]);
    expect(deployed(files, ["https://github.com/acme/home"])).toEqual({
      directories: ["clusters/main", "infra"],
      assumptions: [],
    });
  });

  test("nothing is assumed where no path of any source is here", () => {
    const { "clusters/main/sources.yaml": sources } = two("home", "apps");
    const files = { "a.yaml": sources, "b.yaml": kustomization("x", "home", "./elsewhere") };

    expect(deployed(files, [])).toEqual({ directories: [], assumptions: [] });
  });
});
