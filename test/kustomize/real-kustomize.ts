/**
 * The real `kubectl kustomize`, and what of two builds has to be equal. It runs in a directory of its own without home, network settings or
 * plugins.
 */
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { JSON_SCHEMA, loadAll } from "js-yaml";
import { type RepoPath, toRepoPath } from "../../src/model/brands.ts";
import type { Json } from "../../src/model/kube.ts";
import { buildKustomization, type KustomizeInput } from "../../src/sources/kustomize/build/build.ts";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const kubectl = join(root, ".tools", "bin", "kubectl");

/** Texts and bytes by path. */
export type Files = ReadonlyMap<RepoPath, Uint8Array>;

export interface Built {
  readonly refused: boolean;
  /** Why, in kustomize's words or our codes. */
  readonly words: string;
  readonly objects: readonly Json[];
}

export function filesOf(texts: Readonly<Record<string, string>>): Files {
  return new Map(
    Object.entries(texts).map(([path, text]) => [repoPath(path), new TextEncoder().encode(text)]),
  );
}

export function filesBelow(directory: string): Files {
  const files = new Map<RepoPath, Uint8Array>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    files.set(repoPath(full.slice(directory.length + 1)), readFileSync(full));
  }
  return files;
}

export function repoPath(text: string): RepoPath {
  const path = toRepoPath(text);
  if (path === undefined) throw new Error(`not a path: ${text}`);
  return path;
}

/** Runs the tool on the files in a fresh directory. */
export async function realBuild(files: Files, entry: string): Promise<Built> {
  if (!existsSync(kubectl)) throw new Error("kubectl is not in .tools/bin: run `npm run tools`");
  const place = mkdtempSync(join(tmpdir(), "tidegate-kustomize-"));
  try {
    for (const [path, bytes] of files) {
      const full = join(place, "repo", path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, bytes);
    }
    return await runKubectl(place, join(place, "repo", entry));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Runs the tool on a directory that is there. */
export function runKubectl(home: string, directory: string): Promise<Built> {
  return new Promise((resolve) => {
    const options = {
      cwd: home,
      env: {
        HOME: home,
        PATH: "/nowhere",
        GIT_TERMINAL_PROMPT: "0",
        http_proxy: "http://127.0.0.1:9",
        https_proxy: "http://127.0.0.1:9",
      },
      timeout: 20_000,
      maxBuffer: 256 * 1024 * 1024,
    };
    execFile(kubectl, ["kustomize", directory], options, (error, stdout, stderr) => {
      if (error !== null) resolve({ refused: true, words: stderr.trim(), objects: [] });
      else
        resolve({
          refused: false,
          words: stderr.trim(),
          objects: loadAll(stdout, { schema: JSON_SCHEMA }) as Json[],
        }); // YAML of kubectl is JSON data
    });
  });
}

export function ownBuild(files: Files, entry: string, more: Partial<KustomizeInput> = {}): Built {
  const result = buildKustomization({
    directory: repoPath(entry),
    read: (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? undefined : decode(bytes);
    },
    bytes: (path) => files.get(path),
    ...more,
  });
  return {
    refused: result.value.state === "failed" || result.diagnostics.some(({ code }) => refusing.has(code)),
    words: result.diagnostics
      .map(
        ({ code, params, at }) => `${code} ${JSON.stringify(params)} at ${at?.path ?? "?"}:${at?.line ?? 0}`,
      )
      .join("\n"),
    objects: result.value.objects.map(({ object }) => object as unknown as Json), // objects are JSON
  };
}

/** What kustomize refuses and this build goes on with. */
const refusing: ReadonlySet<string> = new Set([
  "kustomize-build-outside-root",
  "kustomize-build-remote",
  "kustomize-build-charts",
  "kustomize-build-unfollowed",
]);

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Fields of workloads that have nothing to do with routes: images are not followed. */
export function comparable(objects: readonly Json[]): readonly Json[] {
  return objects.map((object) => withoutImages(object));
}

function withoutImages(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => withoutImages(item));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === "image" ? [] : [[key, withoutImages(inner)]])),
  );
}
