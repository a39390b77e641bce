/** What stands around the routes and has to be changed by somebody: a bounded list with one sentence each. */
import type { Collateral } from "../model/collateral.ts";
import { bullets, link, sentence } from "./markdown.ts";

const mostShown = 20;

/** "" when there is nothing; `urlOf` gives the address of a line. */
export function collateralText(
  collateral: readonly Collateral[],
  urlOf: (path: string, line: number) => string,
): string {
  if (collateral.length === 0) return "";
  const shown = collateral.slice(0, mostShown);
  const left = collateral.length - shown.length;
  const items = [
    ...shown.map(
      (one) => `${link(`${one.path}:${one.line}`, urlOf(one.path, one.line))}: ${sentence(one.sentence)}`,
    ),
    ...(left === 0
      ? []
      : [`and ${left} more; \`tidegate scan --json\` lists them all under \`collateral\`.`]),
  ];
  return [
    "## What else names ingress-nginx",
    "These files are not changed by any wave. What they do for the Ingresses they have to do for the routes.",
    bullets(items),
  ].join("\n\n");
}
