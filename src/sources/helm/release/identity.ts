/** Which chart a tree of files is, and which charts stand under which key of its values. */
import { type RepoPath, toRepoPath } from "../../../model/brands.ts";
import type { ChartFiles } from "../../../model/render.ts";
import { type ChartDependency, type ChartDescription, readChartFile, valuesKeyOf } from "../chart-file.ts";
import type { ChartIdentity } from "../charts/registry.ts";
import { rememberIn } from "../remember.ts";
import { isPinned } from "../version.ts";

const mostDepth = 8;

/** undefined when there is no readable Chart.yaml. */
export function identityOf(files: ChartFiles, repository: string | undefined): ChartIdentity | undefined {
  return identityIn(files, repository);
}

const identityIn = rememberIn((files: ChartFiles, repository: string | undefined) =>
  identityBelow(files, "", repository, 0),
);

const chartIn = rememberIn((files: ChartFiles, prefix: string) => {
  const chart = fileIn(files, `${prefix}Chart.yaml`);
  return chart === undefined
    ? undefined
    : readChartFile(chart, fileIn(files, `${prefix}requirements.yaml`)).value;
});

/** Directory of a dependency inside the files, with "/" behind it; undefined when it is packed or not there. */
export function dependencyDirectory(
  files: ChartFiles,
  prefix: string,
  dependency: Pick<ChartDependency, "name">,
): string | undefined {
  const directory = `${prefix}charts/${dependency.name}/`;
  return files.has(`${directory}Chart.yaml`) ? directory : undefined;
}

/** The description in a directory of the files. */
export function descriptionIn(files: ChartFiles, prefix: string): ChartDescription | undefined {
  return chartIn(files, prefix);
}

function identityBelow(
  files: ChartFiles,
  prefix: string,
  repository: string | undefined,
  depth: number,
): ChartIdentity | undefined {
  const description = descriptionIn(files, prefix);
  if (description === undefined) return undefined;
  const { name, version, dependencies } = description;
  const subcharts = new Map<string, ChartIdentity>();
  for (const dependency of dependencies) {
    const directory = dependencyDirectory(files, prefix, dependency);
    const inside =
      directory === undefined || depth >= mostDepth
        ? undefined
        : identityBelow(files, directory, dependency.repository, depth + 1);
    const listed: ChartIdentity = {
      name: dependency.name,
      repository: dependency.repository,
      version: isPinned(dependency.version) ? dependency.version : undefined,
    };
    subcharts.set(valuesKeyOf(dependency), inside ?? listed);
  }
  // Helm renders what lies in charts/ even where Chart.yaml does not list it.
  for (const path of files.keys()) {
    const unlisted = /^charts\/([^/]+)\/Chart\.yaml$/.exec(
      path.startsWith(prefix) ? path.slice(prefix.length) : "",
    )?.[1];
    if (unlisted === undefined || subcharts.has(unlisted) || depth >= mostDepth) continue;
    if (dependencies.some((dependency) => dependency.name === unlisted)) continue;
    const inside = identityBelow(files, `${prefix}charts/${unlisted}/`, undefined, depth + 1);
    if (inside !== undefined) subcharts.set(unlisted, inside);
  }
  return {
    name,
    version,
    ...(repository === undefined || repository.startsWith("file://") ? {} : { repository }),
    subcharts,
  };
}

function fileIn(
  files: ChartFiles,
  name: string,
): { readonly path: RepoPath; readonly text: string } | undefined {
  const bytes = files.get(name);
  const path = toRepoPath(name);
  if (bytes === undefined || path === undefined) return undefined;
  return { path, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) };
}
