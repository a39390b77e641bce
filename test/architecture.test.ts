/**
 * Who may import whom, as a table with a reason per line, and the few other borders that a reader relies on. The sources
 * are read as text, so that type-only and dynamic imports count as well.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Import {
  /** "src/gateway/crds.ts". */
  readonly from: string;
  /** A path like `from` for relative imports, otherwise the package or node: module. */
  readonly to: string;
}

const sources = filesBelow("src");
const imports = sources.flatMap(importsOf);

/** Lower layers know nothing of higher ones. `sandbox` stands in for GitHub: only the wiring starts it. */
const layers: readonly (readonly string[])[] = [
  ["model", "diagnostics", "ports"],
  ["pattern", "yaml", "config"],
  ["nginx", "gateway", "sources", "targets"],
  ["translate", "plan", "rewrite", "verify", "observe", "report"],
  ["flows"],
  ["adapters", "store", "sandbox"],
  ["handlers", "jobs", "cli", "index.ts", "serve.ts"],
];

/** Folders of one layer that may know each other; all others may not. */
const sameLayer: readonly { readonly from: string; readonly to: string; readonly because: string }[] = [
  { from: "diagnostics", to: "model", because: "a diagnostic names places and Ingresses" },
  { from: "model", to: "diagnostics", because: "a survey carries what was noticed" },
  { from: "ports", to: "model", because: "ports speak in the model's nouns" },
  { from: "ports", to: "diagnostics", because: "ports may return outcomes" },
  { from: "config", to: "yaml", because: "configuration is YAML, and its problems have a line" },
  { from: "sources", to: "yaml", because: "sources are read with their offsets" },
  { from: "targets", to: "gateway", because: "every target starts from what Gateway API itself can say" },
  { from: "handlers", to: "jobs", because: "a webhook puts a job into the queue" },
  { from: "cli", to: "serve.ts", because: "the serve command starts the App" },
  { from: "serve.ts", to: "index.ts", because: "serving loads the App's entry" },
  { from: "serve.ts", to: "handlers", because: "serving wires the comment commands" },
  { from: "serve.ts", to: "jobs", because: "serving starts the workers" },
  { from: "index.ts", to: "handlers", because: "the App's entry registers the handlers" },
  { from: "index.ts", to: "jobs", because: "the App's entry starts the workers" },
  { from: "jobs", to: "handlers", because: "a job performs what a command asked for" },
];

const pure = layers.slice(0, 4).flat();

const parsingLibraries = [
  "yaml",
  "js-yaml",
  "zod",
  "refa",
  "@eslint-community/regexpp",
  "@marcbachmann/cel-js",
  "@kubernetes-models/gateway-api",
  "@noble/hashes",
  "diff",
  "cli-table3", // lays out text tables; it prints nothing itself
];

/** A package and the only rooms that may know it. */
const packageHomes: readonly {
  readonly name: RegExp;
  readonly rooms: readonly string[];
  readonly because: string;
}[] = [
  { name: /^yaml$/, rooms: ["yaml"], because: "only yaml/ knows text offsets and quoting" },
  {
    name: /^zod$/,
    rooms: [
      "config",
      "sources",
      "gateway",
      "report",
      "adapters",
      "handlers",
      "store",
      "jobs",
      "sandbox",
      "cli",
    ],
    because: "foreign data is parsed where it enters",
  },
  {
    name: /^(@octokit\/(?!openapi|webhooks-schemas)|octokit)/,
    rooms: ["adapters/github"],
    because: "only adapters/github knows octokit",
  },
  { name: /^(pg-boss|@electric-sql\/pglite)/, rooms: ["store"], because: "only store/ knows SQL" },
  { name: /^simple-git$/, rooms: ["adapters"], because: "git is reached through a port" },
  { name: /^commander$/, rooms: ["cli"], because: "flags are the command line's business" },
  {
    name: /^@kubernetes-models\//,
    rooms: ["gateway/validate"],
    because: "types of ours are in gateway/objects",
  },
  { name: /^@marcbachmann\/cel-js$/, rooms: ["gateway/validate"], because: "CEL is a matter of validation" },
];

describe("layers", () => {
  test("every folder of src has a layer", () => {
    const rooms = new Set(sources.map((file) => roomOf(file)));

    expect([...rooms].filter((room) => layerOf(room) === -1)).toEqual([]);
    expect(sources.length).toBeGreaterThan(30);
    expect(imports.length).toBeGreaterThan(60);
  });

  test("nothing imports a higher layer, or a room beside it without a reason", () => {
    const offending = relativeImports().filter(({ from, to }) => {
      const [own, other] = [roomOf(from), roomOf(to)];
      if (own === other) return false;
      if (layerOf(other) < layerOf(own)) return false;
      return !sameLayer.some((allowed) => allowed.from === own && allowed.to === other);
    });

    expect(offending.map(asText)).toEqual([]);
  });

  test("the pure layers import parsing libraries only, never node:* or anything with effects", () => {
    const offending = imports.filter(
      ({ from, to }) =>
        pure.includes(roomOf(from)) && !to.startsWith("src/") && !parsingLibraries.includes(packageOf(to)),
    );

    expect(offending.map(asText)).toEqual([]);
  });

  test("the pure layers ask for no clock, no chance and no process", () => {
    const words =
      /\b(process\.|Date\.now|new Date\(\)|Math\.random|performance\.now|crypto\.randomUUID|setTimeout|fetch\()/;
    const offending = sources
      .filter((file) => pure.includes(roomOf(file)))
      .filter((file) => words.test(withoutComments(readFileSync(join(root, file), "utf8"))));

    expect(offending).toEqual([]);
  });

  test("flows reach effects through ports: no node:* and no packages", () => {
    const offending = imports.filter(
      ({ from, to }) =>
        roomOf(from) === "flows" && !to.startsWith("src/") && !parsingLibraries.includes(packageOf(to)),
    );

    expect(offending.map(asText)).toEqual([]);
  });
});

describe("rooms", () => {
  test("verify/ knows neither the translator nor what a target emits, so that a proof cannot repeat their mistakes", () => {
    const forbidden = [
      "src/translate/",
      "src/targets/",
      "src/rewrite/",
      "src/gateway/objects/makers.ts",
      "src/gateway/objects/grant-makers.ts",
    ];
    const reached = reachableFrom((file) => roomOf(file) === "verify");

    expect([...reached].filter((file) => forbidden.some((start) => file.startsWith(start)))).toEqual([]);
  });

  test("the nginx model and the gateway model do not know each other", () => {
    const offending = relativeImports().filter(
      ({ from, to }) =>
        (roomOf(from) === "nginx" && roomOf(to) === "gateway") ||
        (roomOf(from) === "gateway" && roomOf(to) === "nginx"),
    );

    expect(offending.map(asText)).toEqual([]);
  });

  test.each(["sources", "targets"])(
    "the kinds of %s do not know each other; only the registry knows them all",
    (room) => {
      const registries = [`src/sources/inventory.ts`, `src/targets/index.ts`];
      const offending = relativeImports().filter(({ from, to }) => {
        const [own, other] = [kindOf(from, room), kindOf(to, room)];
        if (own === undefined || other === undefined || own === other || registries.includes(from))
          return false;
        return !sharedInside.some((shared) => to.startsWith(shared.path));
      });

      expect(offending.map(asText)).toEqual([]);
    },
  );

  test.each(packageHomes)("$name is known to $rooms alone: $because", ({ name, rooms }) => {
    const offending = imports.filter(
      ({ from, to }) => name.test(to) && !rooms.some((room) => from.startsWith(`src/${room}/`)),
    );

    expect(offending.map(asText)).toEqual([]);
  });
});

/** Folders inside sources/ and targets/ that are no kind of their own. */
const sharedInside: readonly { readonly path: string; readonly because: string }[] = [
  { path: "src/sources/objects/", because: "every kind reads Kubernetes objects" },
  {
    path: "src/targets/standard/",
    because: "a target overrides only what differs from Gateway API's own answer",
  },
];

describe("files", () => {
  test("no import goes in a circle", () => {
    expect(cycles()).toEqual([]);
  });

  test("no name says nothing", () => {
    const offending = [...sources, ...filesBelow("test"), ...filesBelow("scripts")].filter((file) =>
      /(^|\/)(utils?|common|helpers?|managers?|services?|misc)(\.|\/|$)/.test(file),
    );
    // Here the word is the thing itself: a Kubernetes Service, and the services that waves are made of.
    const nouns = ["src/sources/objects/service.ts", "src/plan/services.ts"];

    expect(
      offending.filter((file) => !nouns.includes(file.replace("test/unit/", "src/").replace(".test", ""))),
    ).toEqual([]);
  });

  test("no default exports", () => {
    const offending = sources.filter((file) =>
      /^export default /m.test(readFileSync(join(root, file), "utf8")),
    );

    // Probot loads its application from the default export of the entry.
    expect(offending.filter((file) => file !== "src/index.ts")).toEqual([]);
  });

  test("index.ts files are registries, the tables of the targets, and the App's entry", () => {
    const allowed = [
      "src/index.ts",
      "src/diagnostics/catalog/index.ts",
      "src/nginx/annotations/index.ts",
      "src/handlers/index.ts",
      "src/handlers/commands/index.ts",
      "src/targets/index.ts",
    ];
    const isTargetTable = (file: string) => /^src\/targets\/[^/]+\/index\.ts$/.test(file);

    expect(
      sources.filter((file) => file.endsWith("/index.ts") && !allowed.includes(file) && !isTargetTable(file)),
    ).toEqual([]);
  });

  test("no test is skipped, focused or left for later", () => {
    const tests = filesBelow("test").filter((file) => file.endsWith(".test.ts"));
    const marks = /\b(test|it|describe)\.(skip|only|todo|fails|skipIf|runIf)\b/;
    const offending = tests.filter((file) =>
      marks.test(withoutComments(readFileSync(join(root, file), "utf8"))),
    );

    expect(offending).toEqual([]);
    expect(tests.length).toBeGreaterThan(5);
  });

  test("the text of the project speaks of the project alone", () => {
    const outside = [/\.\.\/shared\/(reference|examples|DESIGN)/, /\/work\/(main|shared|brief)/];
    const offending = [
      ...sources,
      ...filesBelow("test"),
      ...filesBelow("scripts"),
      ...filesBelow("docs"),
    ].filter(
      (file) =>
        file !== "test/architecture.test.ts" &&
        outside.some((word) => word.test(readFileSync(join(root, file), "utf8"))),
    );

    expect(offending).toEqual([]);
  });
});

describe("dependencies", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Readonly<
    Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>
  >; // our own file
  const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].sort();

  test("every dependency has a line of reason, and every line a dependency", () => {
    const lines = readFileSync(join(root, "docs/dependencies.md"), "utf8").split("\n");
    const explained = lines.flatMap((line) => /^\| `([^`]+)` \| .{15,} \|$/.exec(line)?.[1] ?? []).sort();

    expect(explained).toEqual(names);
  });

  // npm writes a lock without the packages of other platforms where a registry does not offer them, and then refuses it.
  test("the lock holds the packages of every platform, so that npm ci works on each", () => {
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      readonly packages: Readonly<
        Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
      >;
    }; // npm's file
    const wanted = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    const missing = wanted.filter(
      (name) => !Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`)),
    );

    expect(wanted.length).toBeGreaterThan(10);
    expect([...new Set(missing)]).toEqual([]);
  });

  test("every package that src imports is a dependency, not a development one", () => {
    const used = new Set(
      imports
        .filter(({ to }) => !to.startsWith("src/") && !to.startsWith("node:"))
        .map(({ to }) => packageOf(to)),
    );

    expect([...used].filter((name) => !(name in manifest.dependencies)).sort()).toEqual([]);
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|md)$/.test(entry.name))
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1), entry.name))
    .sort();
}

function importsOf(file: string): readonly Import[] {
  const text = withoutComments(readFileSync(join(root, file), "utf8"));
  const forms = [
    /(?:^|[\s;])(?:import|export)\s[^"'`;]*?\sfrom\s*["']([^"']+)["']/g,
    /(?:^|[\s;])import\s*["']([^"']+)["']/g,
    /\bimport\(\s*["']([^"']+)["']\s*\)/g,
  ];
  const found = forms.flatMap((form) => [...text.matchAll(form)].map(([, specifier = ""]) => specifier));
  return found.map((specifier) => ({
    from: file,
    to: specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier,
  }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/[^\n]*/g, "$1");
}

function relativeImports(): readonly Import[] {
  return imports.filter(({ to }) => to.startsWith("src/"));
}

/** The first folder below src, or a file that stands there by itself. */
function roomOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function layerOf(room: string): number {
  return layers.findIndex((layer) => layer.includes(room));
}

function kindOf(file: string, room: string): string | undefined {
  const [, first, second, third] = file.split("/");
  return first === room && third !== undefined ? second : undefined;
}

function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

function asText({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

function importGraph(): ReadonlyMap<string, readonly string[]> {
  const graph = new Map<string, string[]>();
  for (const { from, to } of relativeImports()) graph.set(from, [...(graph.get(from) ?? []), to]);
  return graph;
}

function reachableFrom(starts: (file: string) => boolean): ReadonlySet<string> {
  const graph = importGraph();
  const reached = new Set<string>();
  const pending = sources.filter(starts);
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    pending.push(...(graph.get(file) ?? []));
  }
  return reached;
}

/** Each circle once, as "a -> b -> a". */
function cycles(): readonly string[] {
  const graph = importGraph();
  const done = new Set<string>();
  const found = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.add([...path.slice(at), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  return [...found];
}
