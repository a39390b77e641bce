import { describe, expect, test } from "vitest";
import { findConfigData, readConfigData } from "../../../src/sources/flux/config-data.ts";
import { generatedResources } from "../../../src/sources/flux/generate.ts";
import { substituteObject } from "../../../src/sources/flux/substitute-object.ts";
import { knownVariables } from "../../../src/sources/flux/variables.ts";
import { repositoryKey } from "../../../src/sources/repository-address.ts";
import { objectIn, pathOf, readerOf } from "./repository.ts";

describe("substitution of an object reads the printed text again", () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax under test
  const values = {
    PORT: "8080",
    ON: "yes",
    HOST: "app.example.com",
    STAR: "*.example.com",
    QUOTED: '"8080"',
    MAP: "a: b",
  };
  const at = { path: pathOf("v.yaml"), line: 1, column: 1 };

  function spec(value: string) {
    const source = objectIn(
      { "o.yaml": `apiVersion: v1\nkind: Thing\nmetadata: {name: t}\nspec:\n  value: ${value}\n` },
      "o.yaml",
    );
    const { object, problems } = substituteObject(source.object, knownVariables(values, at));
    return { spec: object.spec, problems };
  }

  test.each([
    ["${HOST}", "app.example.com"],
    ["${PORT}", 8080],
    ['"${PORT}"', 8080],
    ["port-${PORT}", "port-8080"],
    ["${ON}", true],
    ["${QUOTED}", "8080"],
    ["${UNSET}", null],
    ['"*.${HOST}"', "*.app.example.com"],
    ["'{ ${PORT} }'", "{ 8080 }"],
    ["https://${HOST}/x", "https://app.example.com/x"],
  ])("%s becomes %j", (written, result) => {
    expect(spec(written)).toEqual({ spec: { value: result }, problems: [] });
  });

  test.each([
    ["${STAR}", "*.example.com"],
    ["${MAP}", "a: b"],
  ])("%s is no YAML any more, which is told", (written, becomes) => {
    const { spec: result, problems } = spec(written);

    expect(result).toEqual({ value: becomes });
    expect(problems).toEqual([
      {
        kind: "shape",
        expression: written,
        problem: `becomes \`${becomes}\`, which is no plain YAML value`,
        keyPath: ["spec", "value"],
      },
    ]);
  });

  test("keys are substituted too", () => {
    const source = objectIn(
      { "o.yaml": 'apiVersion: v1\nkind: Thing\nmetadata: {labels: {"${HOST}": "x"}}\n' },
      "o.yaml",
    );

    expect(substituteObject(source.object, knownVariables(values, at)).object.metadata.labels).toEqual({
      "app.example.com": "x",
    });
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the syntax under test
});

describe("ConfigMaps and Secrets", () => {
  test("a SealedSecret says its keys and no values", () => {
    const data = readConfigData(
      objectIn(
        {
          "s.yaml":
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: s}\nspec: {encryptedData: {DOMAIN: AgB}}\n",
        },
        "s.yaml",
      ),
    );

    expect(data).toMatchObject({ kind: "Secret", name: "s", encrypted: true });
    expect([...(data?.entries ?? [])].map(([key, { value }]) => [key, value])).toEqual([
      ["DOMAIN", undefined],
    ]);
  });

  test("data that is no base64 has no value; stringData goes over data", () => {
    const data = readConfigData(
      objectIn(
        {
          "s.yaml":
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: '%%', b: YQ==}\nstringData: {b: c}\n",
        },
        "s.yaml",
      ),
    );

    expect([...(data?.entries ?? [])].map(([key, { value }]) => [key, value])).toEqual([
      ["a", undefined],
      ["b", "c"],
    ]);
  });

  test("are found by name, with or without a generator's hash, in a matching namespace", () => {
    const read = (name: string, namespace: string) =>
      readConfigData(
        objectIn(
          { "c.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${namespace}}\n` },
          "c.yaml",
        ),
      );
    const candidates = [
      read("v-5gg8b2d7hm", ""),
      read("w", ", namespace: a"),
      read("w", ", namespace: b"),
    ].flatMap((data) => data ?? []);
    const found = (name: string, namespace: string | undefined) => {
      const data = findConfigData(candidates, { kind: "ConfigMap", name, namespace });
      return data === undefined ? undefined : [data.name, data.namespace];
    };

    expect(found("v", "any")).toEqual(["v-5gg8b2d7hm", undefined]);
    expect(found("w", "b")).toEqual(["w", "b"]);
    expect(found("w", "c")).toBeUndefined();
    expect(found("x", undefined)).toBeUndefined();
  });
});

test("a directory without a kustomization file gives what Flux would list", () => {
  const { files } = readerOf({
    "apps/b.yaml": "",
    "apps/a.yml": "",
    "apps/readme.md": "",
    "apps/inner/c.yaml": "",
    "apps/built/kustomization.yaml": "",
    "apps/built/d.yaml": "",
    "apps/built/deep/kustomization.yaml": "",
    "other/e.yaml": "",
  });

  expect(generatedResources(pathOf("apps"), files)).toEqual(["a.yml", "b.yaml", "built", "inner/c.yaml"]);
  expect(generatedResources(pathOf("apps/built"), files)).toBeUndefined();
  expect(generatedResources(pathOf(""), files)).toContain("other/e.yaml");
});

describe("addresses of one repository", () => {
  test.each([
    "https://github.com/Acme/Fleet.git",
    "https://token@github.com/acme/fleet/",
    "git@github.com:acme/fleet.git",
    "ssh://git@github.com/acme/fleet",
    "ssh://git@github.com:22/acme/fleet.git",
    "http://github.com//acme/fleet?x=1",
  ])("%s", (url) => {
    expect(repositoryKey(url)).toBe("github.com/acme/fleet");
  });

  test.each(["", "fleet", "{{ .repoURL }}", "https://github.com/", "/srv/git/fleet"])("%j is none", (url) => {
    expect(repositoryKey(url)).toBeUndefined();
  });
});
