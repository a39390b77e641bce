/**
 * Redirects on Kong. Its reports claim no redirect feature, but its controllers turn the filter into the `redirect` plugin (Kong 3.9):
 * scheme and port count only beside a host name, and without one a redirect to https would lead a client back to itself
 * (subtranslator/httproute.go, generateRequestRedirectUsingRedirectKongPlugin).
 */
import { httpsRedirect, refuse } from "../core.ts";
import type { Answer, Emit } from "../target.ts";

export const redirectsByPlugin: ReadonlySet<string> = new Set([
  "HTTPRouteSchemeRedirect",
  "HTTPRoutePathRedirect",
]);

export const kongHttpsRedirect: Emit<"https-redirect"> = (intent, context) => {
  const { facts } = context;
  const leads = intent.when !== "never" && facts.redirects !== "none";
  const open = facts.hosts.find((host) => host === "" || host.startsWith("*"));
  if (leads && open !== undefined) {
    return refuse(
      `Kong redirects to https only with a fixed host name, and ${open === "" ? "a rule without a host" : open} has none`,
      "Name the hosts one by one, redirect in front of Kong, or keep this Ingress without the redirect (ssl-redirect: false)",
    );
  }
  const answered = httpsRedirect(intent, context);
  if (!leads) return answered;
  const answers: Record<string, Answer> = {};
  for (const [name, one] of Object.entries(answered.answers)) answers[name] = sinceKong39(one);
  return { answers };
};

function sinceKong39(one: Answer): Answer {
  if (one.verdict !== "exact" && one.verdict !== "approximate") return one;
  return {
    verdict: "approximate",
    note: `${one.note}; this needs Kong 3.9 or later, older ones lose the path`,
  };
}
