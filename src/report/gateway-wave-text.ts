/** The pull request of wave 0, which moves nothing: what it puts there, and what to look at before the routes come. */
import type { WaveProposal } from "../model/survey.ts";
import { foldedCommands } from "./commands-text.ts";
import { bullets, code } from "./markdown.ts";
import { bodyLimit, fitSections, type Section } from "./sections.ts";

export function gatewayWaveText(
  proposal: WaveProposal,
  context: { readonly cluster: string; readonly namesCluster: boolean; readonly markerLength: number },
  /** The section on warnings. */
  attention: string,
): { readonly title: string; readonly text: string } {
  const files = proposal.changes.files.map(({ path }) => code(path));
  const place = context.namesCluster ? ` in ${context.cluster}` : "";
  const checks = [
    "The implementation behind the GatewayClass has to run in the cluster, with the CustomResourceDefinitions of Gateway API.",
    "After the merge the Gateway must be Accepted and Programmed, and each listener must have its certificate: `kubectl get gateway --all-namespaces`.",
    "A Gateway gets an address of its own. Nothing points at it yet, so this moves no traffic.",
  ];
  const purpose = `Adds the Gateway that the routes of the later waves attach to in cluster ${code(context.cluster)}, with a listener for each TLS host and the grants to read their certificates, in ${files.join(", ")}. No Ingress and no route is touched.`;
  const sections: readonly Section[] = [
    { expendable: 0, text: purpose },
    { expendable: 5, text: attention },
    { expendable: 4, text: `## How to check\n\n${bullets(checks)}` },
    {
      expendable: 0,
      text: "## How to roll back\n\nRevert this pull request, before routes attach to the Gateway.",
    },
    { expendable: 7, text: foldedCommands() },
  ];
  return {
    title: `feat(gateway): wave ${proposal.wave}${place}: the Gateway`,
    text: fitSections(sections, bodyLimit - context.markerLength),
  };
}
