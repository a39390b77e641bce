/** The CustomResourceDefinitions that TIDEGATE_CRDS_DIR names, by release. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import type { KubeObject } from "../../src/model/kube.ts";

export interface CrdFile {
  readonly file: string;
  /** "1.6" out of "v1.6.1-standard-httproutes.yaml". */
  readonly release: string;
  readonly channel: string;
  readonly plural: string;
  readonly crd: KubeObject;
}

export function readCrdFiles(): readonly CrdFile[] {
  const folder = process.env.TIDEGATE_CRDS_DIR;
  if (folder === undefined) throw new Error("run these tests with `npm run check:crds -- DIR`");
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const found = /^v(\d+\.\d+)\.\d+-(standard|experimental)-([a-z]+)\.yaml$/.exec(file);
      if (found === null) return [];
      const [, release = "", channel = "", plural = ""] = found;
      const documents = loadAll(readFileSync(join(folder, file), "utf8")) as KubeObject[]; // upstream's files
      return documents.map((crd) => ({ file, release, channel, plural, crd }));
    });
}

/** The newest release in the folder that has HTTPRoute. */
export function newestCrds(): { readonly release: string; readonly crds: readonly KubeObject[] } {
  const files = readCrdFiles();
  const releases = files.filter(({ plural }) => plural === "httproutes").map(({ release }) => release);
  const release = releases.sort((a, b) => minorOf(a) - minorOf(b)).at(-1);
  if (release === undefined) throw new Error("no CustomResourceDefinition of HTTPRoute in the folder");
  return { release, crds: files.filter((file) => file.release === release).map(({ crd }) => crd) };
}

export function minorOf(release: string): number {
  return Number(release.split(".")[1]);
}
