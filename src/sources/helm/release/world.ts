/** What reading a release needs beside the release itself. */
import type { RepoPath } from "../../../model/brands.ts";
import type { Config } from "../../../model/config.ts";
import type { ChartFiles, RenderBook } from "../../../model/render.ts";
import type { RepoSnapshot } from "../../../model/snapshot.ts";
import type { ChartIdentity } from "../charts/registry.ts";
import type { LayeredValues } from "../layers.ts";

export interface ReleaseWorld {
  readonly snapshot: RepoSnapshot;
  /** undefined: nothing is rendered or fetched, everything is read from values. */
  readonly renders: RenderBook | undefined;
  /** Everything is read again when the book knows what it was asked; what waits for a render is left out until then. */
  readonly isRepeated?: boolean | undefined;
  /** As the release's cluster has it: the declared target decides which APIs charts are told of. */
  readonly config: Pick<Config, "charts" | "target">;
  isIgnored(path: RepoPath): boolean;
}

/** The chart of a release, as far as it is at hand. */
export interface ReleaseChartFacts {
  /** undefined: not even its name is known. */
  readonly identity: ChartIdentity | undefined;
  /** Its files, dependencies laid in; undefined: not at hand. */
  readonly files: ChartFiles | undefined;
  /** All layers of the release; with the chart's defaults below them where the files are at hand. */
  readonly values: LayeredValues;
  /** A clause for people: why it cannot be rendered; undefined when it can. */
  readonly unrenderable: string | undefined;
}
