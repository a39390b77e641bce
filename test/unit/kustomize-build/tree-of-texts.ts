/** Builds a tree of texts that a test writes inline. */
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import {
  type BuiltObject,
  buildKustomization,
  type KustomizeBuild,
  type KustomizeInput,
} from "../../../src/sources/kustomize/build/build.ts";

export type Texts = Readonly<Record<string, string>>;

export interface Result {
  readonly build: KustomizeBuild;
  readonly diagnostics: readonly Diagnostic[];
  /** "code path:line" of every diagnostic. */
  readonly codes: readonly string[];
}

export function buildTexts(texts: Texts, directory = "entry", more: Partial<KustomizeInput> = {}): Result {
  const { value, diagnostics } = buildKustomization({
    directory: pathOf(directory),
    read: (path) => texts[path],
    ...more,
  });
  const codes = diagnostics.map(({ code, at }) => `${code} ${at?.path ?? "-"}:${at?.line ?? 0}`);
  return { build: value, diagnostics, codes };
}

export function pathOf(text: string): RepoPath {
  const path = toRepoPath(text);
  if (path === undefined) throw new Error(`not a path: ${text}`);
  return path;
}

export function only(build: KustomizeBuild, kind: string): BuiltObject {
  const [found, ...others] = build.objects.filter(({ object }) => object.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`not exactly one ${kind}`);
  return found;
}

export const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    - host: web.example.com
`;

export const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
`;
