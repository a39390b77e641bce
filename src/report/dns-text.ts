/** What a wave's pull request says about DNS, where external-dns publishes names from the repository. */
import { keptAway } from "../model/dns.ts";
import type { WaveProposal } from "../model/survey.ts";
import { bullets, code } from "./markdown.ts";

/** "" when no route is kept away from external-dns. */
export function dnsText({ moved, wave }: WaveProposal): string {
  const keys = new Set(
    moved.flatMap(({ emission }) =>
      emission.objects.flatMap(({ metadata: { annotations = {} } }) =>
        Object.keys(annotations).filter(
          (key) => key.endsWith("/controller") && annotations[key] === keptAway,
        ),
      ),
    ),
  );
  if (keys.size === 0) return "";
  const shown = [...keys].map((key) => code(`${key}: ${keptAway}`)).join(" and ");
  const steps = [
    `external-dns publishes these names for the Ingresses. The routes carry ${shown}, which keeps external-dns away from them: merging this moves no traffic.`,
    `When the routes are Accepted and the soak is over, \`/migrate cutover wave ${wave}\` (or \`tidegate cutover --wave ${wave} --write\` on the command line) makes the change that hands the names over: the annotation goes from the routes to the Ingresses. external-dns has to run with \`--source=gateway-httproute\` by then.`,
    "The Ingresses are removed only after that.",
  ];
  return `## DNS\n\n${bullets(steps)}`;
}
