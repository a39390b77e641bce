/** `helm template`, confined, cached by content, several side by side; equal requests that run at the same time run once. */
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ChartFiles, HelmRender, HelmTemplate } from "../../model/render.ts";
import { type Environment, findHelm } from "./binary.ts";
import { checkRequest } from "./check-request.ts";
import { type Confinement, findConfinement, helmEnvironment } from "./confinement.ts";
import { failureOf, isRemoteSchema } from "./failure.ts";
import { createLimit } from "./limit.ts";
import { type ProcessEnd, runProcess } from "./process.ts";
import { createRenderCache, type KeptRender, renderKey } from "./render-cache.ts";
import { inScratch, writeChart } from "./scratch.ts";

export interface TemplateSettings {
  readonly environment: Environment;
  /** Where renders are kept over runs; undefined: in memory only. */
  readonly cacheDirectory?: string | undefined;
  /** Renders side by side. */
  readonly concurrency?: number;
  /** Milliseconds for one render. */
  readonly time?: number;
  /** Bytes of address space. */
  readonly memory?: number;
  /** Bytes of output. */
  readonly output?: number;
}

const defaults = {
  concurrency: Math.min(8, Math.max(4, availableParallelism())),
  time: 30_000,
  memory: 3 * 1024 * 1024 * 1024,
  output: 48 * 1024 * 1024,
  entries: 512,
} as const;

interface Helm {
  readonly path: string;
  readonly version: string;
  readonly confinement: Confinement;
}

export function createTemplate(settings: TemplateSettings): (request: HelmTemplate) => Promise<HelmRender> {
  const limits = { ...defaults, ...withoutUndefined(settings) };
  const limit = createLimit(Math.max(1, limits.concurrency));
  const cache = createRenderCache({ directory: settings.cacheDirectory, entries: defaults.entries });
  const running = new Map<string, Promise<HelmRender>>();
  let helm: Promise<Helm | undefined> | undefined;

  return async (request) => {
    const refusal = checkRequest(request);
    if (refusal !== undefined) return { kind: "failed", failure: refusal };
    helm ??= findUsableHelm(settings.environment, limits.memory);
    const usable = await helm;
    if (usable === undefined) {
      const message = "no helm was found: set TIDEGATE_HELM, put it on the PATH, or run `npm run tools`";
      return { kind: "failed", failure: { code: "helm-missing", message } };
    }
    const key = renderKey(request, usable.version);
    const known = running.get(key);
    if (known !== undefined) return known;
    const render = (async () => {
      const cached = await cache.get(key);
      if (cached !== undefined) return cached;
      const kept = await limit(() => renderOnce(usable, request, limits));
      return cache.put(key, kept, usable.version);
    })();
    running.set(key, render);
    try {
      return await render;
    } finally {
      running.delete(key);
    }
  };
}

type Limits = typeof defaults | { readonly [K in keyof typeof defaults]: number };

async function findUsableHelm(environment: Environment, memory: number): Promise<Helm | undefined> {
  const path = findHelm(environment);
  if (path === undefined) return undefined;
  const confinement = await findConfinement(environment, memory);
  return inScratch(async (home) => {
    const done = await runProcess([...confinement.prefix, path, "version", "--template", "{{.Version}}"], {
      directory: home,
      environment: helmEnvironment(home, memory),
      limits: { time: 15_000, output: 4096 },
    });
    const version = done.stdout.trim();
    return done.end === "exit" && done.status === 0 && version !== ""
      ? { path, version, confinement }
      : undefined;
  });
}

async function renderOnce(helm: Helm, request: HelmTemplate, limits: Limits): Promise<KeptRender> {
  return inScratch(async (scratch) => {
    const chart = join(scratch, "chart");
    const { files, dropped } = withoutForeignSchemas(request.chart);
    await writeChart(chart, files);
    const valuesFiles = request.values.map((_, index) => join(scratch, `values-${index}.yaml`));
    for (const [index, path] of valuesFiles.entries()) await writeFile(path, request.values[index] ?? "");
    const command = [...helm.confinement.prefix, helm.path, ...argumentsFor(request, chart, valuesFiles)];
    const run = (extra: readonly string[]): Promise<ProcessEnd> =>
      runProcess([...command, ...extra], {
        directory: scratch,
        environment: helmEnvironment(join(scratch, "home"), limits.memory),
        limits: { time: limits.time, output: limits.output },
      });
    const first = await run([]);
    const isRetried = first.end === "exit" && first.status !== 0 && isRemoteSchema(first);
    const end = isRetried ? await run(["--skip-schema-validation"]) : first;
    if (end.end !== "exit" || end.status !== 0)
      return { kind: "failed", failure: withoutPaths(failureOf(end), scratch) };
    const unchecked =
      isRetried || dropped > 0
        ? ["The values schema refers to text outside the chart; it was not checked."]
        : [];
    const warnings = [...unchecked, end.stderr.trim().slice(0, 4000).replaceAll(`${scratch}/`, "")].filter(
      (line) => line !== "",
    );
    return { kind: "rendered", output: end.stdout, warnings: warnings.join("\n") };
  });
}

/** Only names that were checked, and paths of our own: never a value, never a secret. */
function argumentsFor(request: HelmTemplate, chart: string, values: readonly string[]): readonly string[] {
  return [
    "template",
    request.release,
    chart,
    "--namespace",
    request.namespace,
    "--skip-tests",
    ...values.flatMap((path) => ["--values", path]),
    ...request.apiVersions.flatMap((version) => ["--api-versions", version]),
    ...(request.kubeVersion === undefined ? [] : ["--kube-version", request.kubeVersion]),
    ...(request.includeCrds ? ["--include-crds"] : []),
  ];
}

/** Helm would read `file:` references of a schema from anywhere on the disk, and `https:` ones from the network. */
function withoutForeignSchemas(chart: ChartFiles): { readonly files: ChartFiles; readonly dropped: number } {
  const kept = [...chart].filter(([path, bytes]) => {
    const isSchema = path === "values.schema.json" || path.endsWith("/values.schema.json");
    return !isSchema || !refersOutside(Buffer.from(bytes).toString("utf8"));
  });
  return { files: new Map(kept), dropped: chart.size - kept.length };
}

/** `$id` says what relative references mean; alone it is a name, as `$schema` is. */
function refersOutside(schema: string): boolean {
  const refs = [...schema.matchAll(/"\$(?:ref|dynamicRef)"\s*:\s*"([^"\n]{0,2000})"/g)].map(
    ([, ref]) => ref ?? "",
  );
  const isForeign = (text: string) => /^\s*(?:file|https?):/i.test(text);
  if (refs.some(isForeign)) return true;
  const ids = [...schema.matchAll(/"\$id"\s*:\s*"([^"\n]{0,2000})"/g)].map(([, id]) => id ?? "");
  return ids.some(isForeign) && refs.some((ref) => !ref.startsWith("#"));
}

function withoutPaths<F extends { readonly message: string }>(failure: F, scratch: string): F {
  return {
    ...failure,
    message: failure.message.replaceAll(`${scratch}/chart/`, "").replaceAll(`${scratch}/`, ""),
  };
}

function withoutUndefined(
  settings: TemplateSettings,
): Partial<{ readonly [K in keyof typeof defaults]: number }> {
  return Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => key in defaults && typeof value === "number"),
  );
}
