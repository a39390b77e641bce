import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { expect, test } from "vitest";
import { wordingOf } from "../../src/diagnostics/diagnostic.ts";
import { validateObjects } from "../../src/gateway/validate/validate.ts";
import type { KubeObject } from "../../src/model/kube.ts";
import { minorOf, newestCrds } from "./crd-files.ts";

/** Every YAML file below an `expected` folder of the fixtures. */
const files = readdirSync("fixtures", { recursive: true, encoding: "utf8" })
  .filter((name) => /(^|\/)expected(\/|\.ya?ml$)/.test(name) && /\.ya?ml$/.test(name))
  .sort();

interface Expected {
  readonly file: string;
  readonly object: KubeObject;
}

const objects: readonly Expected[] = files.flatMap((file) => {
  const text = asFilledIn(readFileSync(join("fixtures", file), "utf8").replace(/^\uFEFF/, ""));
  if (!text.includes("gateway.networking.k8s.io/")) return []; // files of people may be odd on purpose
  return kubeObjects(loadAll(text))
    .filter(({ apiVersion }) => apiVersion.startsWith("gateway.networking.k8s.io/"))
    .map((object) => ({ file, object }));
});

test("the fixtures hold expected Gateway API objects", () => {
  expect(files.length).toBeGreaterThan(0);
  expect(objects.length).toBeGreaterThan(0);
});

test("every expected Gateway API object is accepted by upstream's definitions", () => {
  const { release, crds } = newestCrds();

  const refused = objects.flatMap(({ file, object }) =>
    validateObjects([object], {
      gatewayApi: { major: 1, minor: minorOf(release) },
      channel: "standard",
      crds,
    }).diagnostics.map((diagnostic) => `${file}: ${wordingOf(diagnostic).message}`),
  );

  expect(refused).toEqual([]);
});

/** Upstream's definitions see what Flux sends: variables with a value, defaults of defaults from the inside out. */
function asFilledIn(text: string): string {
  const ports = text.replace(/^(\s*(?:- )?port: )["']?\$\{\w+[^}\n]*\}["']?$/gm, "$18080");
  const fill = (before: string) =>
    before.replace(
      /\$\{\w+(?::[=-]([^${}\n]*))?\}/g,
      (_mark, value: string | undefined) => value ?? "filled",
    );
  return fill(fill(ports));
}

function kubeObjects(documents: readonly unknown[]): readonly KubeObject[] {
  return documents.flatMap((document) => {
    if (typeof document !== "object" || document === null) return [];
    const { apiVersion, kind, items } = document as { apiVersion?: unknown; kind?: unknown; items?: unknown }; // checked below
    if (Array.isArray(items)) return kubeObjects(items);
    const object = document as KubeObject; // as far as these tests read it
    return typeof apiVersion === "string" && typeof kind === "string" ? [object] : [];
  });
}
