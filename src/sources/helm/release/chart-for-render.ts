/**
 * The files of a chart that a render can depend on. Values files of environments and READMEs lie in the same directory; left in, a change
 * of one would render every release of the chart again. Templates reach such files through `.Files` alone
 * (helm/helm pkg/chart/v2/loader/load.go, 4.1: what has no place of its own becomes a plain file).
 */
import type { ChartFiles } from "../../../model/render.ts";
import { rememberIn } from "../remember.ts";

/** The same map for the same files, so that it is told apart from others once. */
export function chartForRender(files: ChartFiles, values: readonly string[]): ChartFiles {
  // values go through `tpl` in many charts
  return values.some(asksForFiles) ? files : withoutPlainFiles(files, "");
}

const withoutPlainFiles = rememberIn((files: ChartFiles, _all: ""): ChartFiles => {
  const decoder = new TextDecoder();
  const isAsked = [...files].some(([path, bytes]) => {
    if (isPacked(path)) return true;
    return (/(?:^|\/)templates\//.test(path) || isValues(path)) && asksForFiles(decoder.decode(bytes));
  });
  return isAsked ? files : new Map([...files].filter(([path]) => hasPlace(path)));
});

/** `.Files`, `$.Files`, `get $ "Files"` */
function asksForFiles(text: string): boolean {
  return /\bFiles\b/.test(text);
}

/** What its templates do with the files of the chart above them cannot be seen. */
function isPacked(path: string): boolean {
  return path.endsWith(".tgz");
}

function isValues(path: string): boolean {
  return /(?:^|\/)values\.yaml$/.test(path);
}

const named = /^(?:Chart\.(?:yaml|lock)|requirements\.(?:yaml|lock)|values\.yaml|values\.schema\.json)$/;

/** Of the chart itself, or of one below `charts/`. */
function hasPlace(path: string): boolean {
  const inside = path.replace(/^(?:charts\/[^/]+\/)+/, "");
  return named.test(inside) || /^(?:templates|crds)\//.test(inside);
}
