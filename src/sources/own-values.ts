/**
 * The values.yaml of a chart in the repository as the lowest layer of its releases. Helm takes it by itself; as a layer it is a text that
 * people edit, which for umbrella charts is where everything stands. Handing it to Helm twice changes nothing.
 */
import { resolveRepoPath } from "../model/brands.ts";
import type { Release } from "../model/release.ts";
import type { FileReader } from "./reader.ts";
import { valuesFile } from "./values-layer.ts";

export function withOwnValues(release: Release, reader: FileReader): Release {
  const { chart, layers, owner } = release;
  const path = chart.kind === "own" ? resolveRepoPath(chart.directory, "values.yaml") : undefined;
  if (path === undefined || reader.fileAt(path)?.kind !== "file") return release;
  if (layers.some(({ site }) => site?.path === path && site.base.length === 0)) return release;
  const read = valuesFile(path, owner.place, reader);
  return read.kind === "layer" ? { ...release, layers: [read.layer, ...layers] } : release;
}
