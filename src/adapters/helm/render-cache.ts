/**
 * Renders by content. The key covers everything helm reads and helm's own version, so an entry never goes stale. What depends on
 * the machine (time, memory) is not kept. A directory keeps entries over runs; it is written atomically and only ever a cache.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareText } from "../../model/brands.ts";
import type { HelmRender, HelmTemplate } from "../../model/render.ts";
import { readRendered } from "../../sources/helm/rendered.ts";

/** What is kept: helm's words, from which the objects are read again. */
export type KeptRender =
  | { readonly kind: "rendered"; readonly output: string; readonly warnings: string }
  | Extract<HelmRender, { kind: "failed" }>;

export interface RenderCache {
  get(key: string): Promise<HelmRender | undefined>;
  put(key: string, kept: KeptRender, helmVersion: string): Promise<HelmRender>;
}

export function renderKey(request: HelmTemplate, helmVersion: string): string {
  const hash = createHash("sha256");
  const part = (text: string | Uint8Array) => {
    hash.update(`${text.length}\n`);
    hash.update(text);
  };
  for (const path of [...request.chart.keys()].sort(compareText)) {
    part(path);
    part(request.chart.get(path) ?? "");
  }
  part(`values ${request.values.length}`);
  for (const text of request.values) part(text);
  part(request.release);
  part(request.namespace);
  part([...request.apiVersions].sort(compareText).join(" "));
  part(request.kubeVersion ?? "");
  part(String(request.includeCrds));
  part(helmVersion);
  return hash.digest("hex");
}

export function createRenderCache(settings: {
  readonly directory: string | undefined;
  /** Renders kept in memory. */
  readonly entries: number;
}): RenderCache {
  const memory = new Map<string, HelmRender>();
  const remember = (key: string, render: HelmRender) => {
    memory.delete(key);
    memory.set(key, render);
    const oldest = memory.keys().next().value;
    if (memory.size > settings.entries && oldest !== undefined) memory.delete(oldest);
    return render;
  };
  return {
    async get(key) {
      const known = memory.get(key);
      if (known !== undefined) return remember(key, known);
      const kept = settings.directory === undefined ? undefined : await readKept(settings.directory, key);
      return kept === undefined ? undefined : remember(key, toRender(kept.kept, kept.helmVersion));
    },
    async put(key, kept, helmVersion) {
      const render = toRender(kept, helmVersion);
      if (kept.kind === "failed" && !isLasting(kept)) return render;
      if (settings.directory !== undefined) await writeKept(settings.directory, key, { kept, helmVersion });
      return remember(key, render);
    },
  };
}

function toRender(kept: KeptRender, helmVersion: string): HelmRender {
  if (kept.kind === "failed") return kept;
  return { kind: "rendered", templates: readRendered(kept.output), warnings: kept.warnings, helmVersion };
}

/** Failures that the same request meets again. */
function isLasting({ failure }: Extract<HelmRender, { kind: "failed" }>): boolean {
  return !["timeout", "memory", "helm-missing"].includes(failure.code);
}

interface Entry {
  readonly kept: KeptRender;
  readonly helmVersion: string;
}

async function readKept(directory: string, key: string): Promise<Entry | undefined> {
  try {
    const entry: unknown = JSON.parse(await readFile(join(directory, `${key}.json`), "utf8"));
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined; // absent or damaged: it is rendered again
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null || !("kept" in value) || !("helmVersion" in value))
    return false;
  const { kept } = value;
  if (typeof kept !== "object" || kept === null || !("kind" in kept)) return false;
  return kept.kind === "failed" ? "failure" in kept : "output" in kept && typeof kept.output === "string";
}

async function writeKept(directory: string, key: string, entry: Entry): Promise<void> {
  const temporary = join(directory, `.${key}.${randomUUID()}`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(temporary, JSON.stringify(entry));
    await rename(temporary, join(directory, `${key}.json`));
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined); // a full disk costs speed, nothing else
  }
}
