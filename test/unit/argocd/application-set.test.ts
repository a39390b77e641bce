import { describe, expect, test } from "vitest";
import { readRepository, told } from "./repository.ts";

const url = "https://github.com/acme/fleet";

function set(generators: string, more = "", template = ""): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: apps, namespace: argocd}
spec:
${more}  generators:
${generators}  template:
    metadata:
      name: '{{name}}'
    spec:
      project: default
      source: {repoURL: ${url}, path: apps, directory: {recurse: true}}
      destination: {server: https://kubernetes.default.svc, namespace: '{{name}}'}
${template}`;
}

const files = {
  "apps/a/x.yaml": "",
  "apps/b/x.yaml": "",
  "apps/.hidden/x.yaml": "",
  "apps/b/deep/x.yaml": "",
};

/** Names of the Applications and the elements they come from. */
function made(text: string, more: Readonly<Record<string, string>> = {}) {
  const result = readRepository({ ...files, ...more, "argocd/set.yaml": text });
  return {
    result,
    names: result.value.applications.map(({ name }) => name),
    elements: result.value.applications.map(({ origin }) =>
      origin.kind === "application-set"
        ? origin.elements.map(({ generator, label }) => `${generator}: ${label}`)
        : [],
    ),
  };
}

const go = "  goTemplate: true\n  goTemplateOptions: [missingkey=error]\n";
const goSet = (generators: string, name: string) => set(generators, go).replaceAll("{{name}}", name);

describe("list", () => {
  test("gives one Application per element, with its place", () => {
    const { result, names } = made(
      set("    - list: {elements: [{name: x}, {name: y, values: {tier: gold}}]}\n"),
    );
    const [first] = result.value.applications;

    expect(names).toEqual(["x", "y"]);
    expect(told(result)).toEqual([]);
    expect(first?.origin).toMatchObject({
      kind: "application-set",
      title: "apps",
      elements: [{ generator: "list", label: "element 1", place: { path: "argocd/set.yaml", line: 6 } }],
    });
    expect(first?.destination).toEqual({
      cluster: "in-cluster",
      server: "https://kubernetes.default.svc",
      isLocal: true,
      namespace: "x",
    });
    expect(first?.sources[0]?.keyPath).toEqual(["spec", "template", "spec", "source"]);
  });

  test("takes elementsYaml", () => {
    expect(made(set('    - list: {elements: [], elementsYaml: "[{name: z}]"}\n')).names).toEqual(["z"]);
  });

  test("flattens `values` of classic elements", () => {
    const text = set("    - list: {elements: [{values: {name: v}}]}\n").replaceAll(
      "{{name}}",
      "{{values.name}}",
    );

    expect(made(text).names).toEqual(["v"]);
  });

  test("is filtered by the selector of the generator", () => {
    const generators = `    - list: {elements: [{name: x, env: prod}, {name: y, env: dev}]}
      selector: {matchLabels: {env: prod}}
    - list: {elements: [{name: z}]}
      selector: {matchExpressions: [{key: name, operator: In, values: [z]}, {key: no, operator: DoesNotExist}]}
`;

    expect(made(set(generators)).names).toEqual(["x", "z"]);
  });

  test("a generator's own template goes over the set's", () => {
    const generators = "    - list: {elements: [{name: x}], template: {metadata: {name: 'own-{{name}}'}}}\n";

    expect(made(set(generators)).names).toEqual(["own-x"]);
  });

  test("classic elements that are no texts are refused", () => {
    const { names, result } = made(set("    - list: {elements: [{name: 1}]}\n"));

    expect(names).toEqual([]);
    expect(told(result)).toEqual([["argocd-generator-unreadable", "argocd/set.yaml", 6]]);
  });
});

describe("git directories", () => {
  const git = (entries: string) =>
    `    - git: {repoURL: ${url}, revision: HEAD, directories: [${entries}]}\n`;

  test.each([
    ["{path: apps/*}", ["a", "b"]],
    ["{path: 'apps/*/*'}", ["deep"]],
    ["{path: apps/*}, {path: apps/b, exclude: true}", ["a"]],
    ["{path: '*'}", ["apps", "argocd"]],
    ["{path: 'apps/[a]'}", ["a"]],
    ["{path: 'apps/?'}", ["a", "b"]],
    ["{path: nothing/*}", []],
  ])("%s", (entries, expected) => {
    const classic = made(set(git(entries)).replaceAll("{{name}}", "{{path.basename}}"));
    const template = made(goSet(git(entries), "{{ .path.basename }}"));

    expect(classic.names).toEqual(expected);
    expect(template.names).toEqual(expected);
    expect(told(classic.result)).toEqual([]);
  });

  test("values are templates over the element's own parameters", () => {
    const generators = git("{path: apps/a}").replace("revision: HEAD", "values: {name: 'app-{{path[1]}}'}");

    expect(made(set(generators).replaceAll("{{name}}", "{{values.name}}")).names).toEqual(["app-a"]);
  });

  test("pathParamPrefix moves the parameters", () => {
    const generators = git("{path: apps/a}").replace("revision: HEAD", "pathParamPrefix: my");

    expect(made(set(generators).replaceAll("{{name}}", "{{my.path.basename}}")).names).toEqual(["a"]);
    expect(made(goSet(generators, "{{ .my.path.basename }}")).names).toEqual(["a"]);
  });
});

describe("git files", () => {
  const git = (entries: string) => `    - git: {repoURL: ${url}, files: [${entries}]}\n`;
  const more = {
    "config/eu/cluster.yaml": "cluster: {name: eu}\nhosts: [a]\n",
    "config/us/cluster.json": '[{"cluster": {"name": "us1"}}, {"cluster": {"name": "us2"}}]',
  };

  test("give their content, and a list gives several", () => {
    const { names, elements } = made(
      goSet(git("{path: 'config/**/cluster.*'}"), "{{ .cluster.name }}"),
      more,
    );

    expect(names).toEqual(["eu", "us1", "us2"]);
    expect(elements[0]).toEqual(["git: config/eu/cluster.yaml"]);
  });

  test("are flattened for classic templates", () => {
    const text = set(git("{path: config/*.yaml}")).replaceAll(
      "{{name}}",
      "{{cluster.name}}-{{hosts.0}}-{{path.basename}}-{{path.filename}}",
    );

    expect(made(text, more).names).toEqual(["eu-a-eu-cluster.yaml"]);
  });

  test("that are no maps are refused", () => {
    const { names, result } = made(goSet(git("{path: config/bad.yaml}"), "x"), {
      "config/bad.yaml": "- 1\n",
    });

    expect(names).toEqual([]);
    expect(told(result)).toEqual([["argocd-generator-unreadable", "argocd/set.yaml", 8]]);
  });
});

describe("clusters", () => {
  const secret = `apiVersion: v1
kind: Secret
metadata:
  name: edge
  labels: {argocd.argoproj.io/secret-type: cluster, env: prod}
stringData: {name: Edge_1, server: "https://edge.example.com"}
`;

  test("come from the Secrets that register them, and the local one", () => {
    const { names, result } = made(set("    - clusters: {}\n"), { "clusters.yaml": secret });

    expect(names).toEqual(["Edge_1", "in-cluster"]);
    expect(told(result)).toEqual([]);
  });

  test("are selected by their labels, which leaves out the local one", () => {
    const generators =
      "    - clusters: {selector: {matchLabels: {env: prod}}, values: {tier: '{{metadata.labels.env}}'}}\n";
    const text = set(generators).replaceAll("{{name}}", "{{nameNormalized}}-{{values.tier}}");

    expect(made(text, { "clusters.yaml": secret }).names).toEqual(["edge-1-prod"]);
  });

  test("that are not in the repository leave their marks, and that is told", () => {
    const text = set("    - clusters: {selector: {matchLabels: {env: prod}}}\n").replace(
      "server: https://kubernetes.default.svc",
      "server: '{{server}}'",
    );
    const { names, result } = made(text);

    expect(names).toEqual(["{{name}}"]);
    expect(result.value.applications[0]?.unresolved).toEqual(["{{name}}", "{{server}}"]);
    expect(result.value.applications[0]?.destination.cluster).toContain("{{server}}");
    expect(told(result)).toEqual([["argocd-clusters-unknown", "argocd/set.yaml", 6]]);
  });
});

describe("matrix and merge", () => {
  test("a matrix combines every element of both, the first one's values known to the second", () => {
    const generators = `    - matrix:
        generators:
          - list: {elements: [{dir: a}, {dir: b}]}
          - git: {repoURL: ${url}, directories: [{path: 'apps/{{ .dir }}'}], values: {own: '{{ .path.basename }}!'}}
`;
    const { names, elements } = made(goSet(generators, "{{ .dir }}-{{ .path.basename }}-{{ .values.own }}"));

    expect(names).toEqual(["a-a-a!", "b-b-b!"]);
    expect(elements[1]).toEqual(["list: element 2", "git: apps/b"]);
  });

  test("classic values that clash are refused", () => {
    const generators = `    - matrix:
        generators:
          - list: {elements: [{name: a}]}
          - list: {elements: [{name: b}]}
`;
    const { names, result } = made(set(generators));

    expect(names).toEqual([]);
    expect(result.diagnostics[0]?.params).toMatchObject({ problem: "gives `name` two different values" });
  });

  test("a merge overrides elements with the same keys", () => {
    const generators = `    - merge:
        mergeKeys: [id]
        generators:
          - list: {elements: [{id: "1", name: one}, {id: "2", name: two}]}
          - list: {elements: [{id: "2", name: other}, {id: "3", name: never}]}
`;

    expect(made(set(generators)).names).toEqual(["one", "other"]);
  });

  test.each([
    ["matrix: {generators: [{list: {elements: []}}]}", "has 1 generators, where two are wanted"],
    [
      "merge: {mergeKeys: [], generators: [{list: {elements: []}}, {list: {elements: []}}]}",
      "wants two generators and `mergeKeys`",
    ],
    [
      "merge: {mergeKeys: [a], generators: [{list: {elements: [{a: x}, {a: x}]}}, {list: {elements: []}}]}",
      "gives two elements of one generator the same a",
    ],
    ["git: {repoURL: https://github.com/acme/fleet}", "names neither directories nor files"],
    ["list: {elementsYaml: 'a: b'}", "has `elementsYaml` that is no list of maps"],
    ["{}", "is of no kind"],
  ])("%s is refused", (generator, problem) => {
    const { names, result } = made(set(`    - ${generator}\n`));

    expect(names).toEqual([]);
    expect(
      result.diagnostics.map(({ code, params }) => [code, "problem" in params && params.problem]),
    ).toEqual([["argocd-generator-unreadable", problem]]);
  });
});

describe("what is not evaluated is told by name", () => {
  test.each(["scmProvider", "pullRequest", "clusterDecisionResource", "plugin"])(
    "the generator %s",
    (generator) => {
      const { names, result } = made(set(`    - ${generator}: {a: b}\n`));

      expect(names).toEqual([]);
      expect(result.diagnostics.map(({ code, params }) => [code, params])).toEqual([
        ["argocd-generator-unsupported", { set: "argocd/apps", generator }],
      ]);
    },
  );

  test("git of another repository", () => {
    const generators = "    - git: {repoURL: https://github.com/acme/other, directories: [{path: '*'}]}\n";

    expect(told(made(set(generators)).result)).toEqual([
      ["argocd-generator-unsupported", "argocd/set.yaml", 6],
    ]);
  });

  test("templatePatch", () => {
    const { names, result } = made(
      set("    - list: {elements: [{name: x}]}\n", "", "  templatePatch: 'spec: {}'\n"),
    );

    expect(names).toEqual([]);
    expect(told(result)).toEqual([["argocd-template-patch", "argocd/set.yaml", 14]]);
  });

  test("a construct or function of Go templates", () => {
    const unsupported = made(goSet("    - list: {elements: [{name: x}]}\n", "{{ .name | sha1sum }}"));
    const failed = made(goSet("    - list: {elements: [{name: x}]}\n", "{{ .nope }}"));

    expect(unsupported.result.diagnostics.map(({ code }) => code)).toEqual(["argocd-template-unsupported"]);
    expect(failed.result.diagnostics.map(({ code }) => code)).toEqual(["argocd-template-failed"]);
  });

  test("more Applications than are read", () => {
    const elements = Array.from({ length: 2100 }, (_, index) => `{name: n${index}}`).join(", ");
    const { names, result } = made(set(`    - list: {elements: [${elements}]}\n`));

    expect(names).toHaveLength(2000);
    expect(result.diagnostics.map(({ code }) => code)).toContain("argocd-limit");
  });
});

test("expansion gives the same twice", () => {
  const text = goSet(
    `    - git: {repoURL: ${url}, directories: [{path: 'apps/*'}]}\n`,
    "{{ .path.basename }}",
  );
  const once = () => JSON.stringify([made(text).result.value.applications, made(text).result.diagnostics]);

  expect(once()).toBe(once());
});
