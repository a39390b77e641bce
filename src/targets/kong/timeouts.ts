/**
 * Kong's connect, read and write limits are 60 s each, and gaps as in nginx. `timeouts.backendRequest` of a rule sets all three at
 * once (subtranslator/httproute.go, applyTimeoutToServiceFromHTTPRouteRule, v3.5 of Kong's Ingress Controller).
 */
import type { TimeoutsIntent } from "../../model/intent.ts";
import { formatDuration, longestGap } from "../duration.ts";
import type { Answer, IntentAnswer, TargetContext } from "../target.ts";

const kongGap = 60_000;

export function kongTimeouts(intent: TimeoutsIntent, { supports }: TargetContext): IntentAnswer {
  const gap = longestGap(intent);
  if (gap === kongGap) return everywhere(intent, kongGap, "exact", "Kong gives up after 60 s of silence too");
  const seconds = `${gap / 1000} s`;
  if (!supports("HTTPRouteBackendTimeout")) {
    const note = `nginx gives up after ${seconds} of silence, Kong after 60 s; the annotations konghq.com/read-timeout and konghq.com/write-timeout on the Service change that`;
    return everywhere(intent, kongGap, "approximate", note);
  }
  const note = `the route's backendRequest limit is the gap Kong allows between two reads or writes: ${seconds}, the longer of nginx's two`;
  return {
    ...everywhere(intent, gap, "equivalent-with", note),
    timeouts: { backendRequest: formatDuration(gap) },
  };
}

function everywhere(
  intent: TimeoutsIntent,
  connects: number,
  verdict: Exclude<Answer["verdict"], "blocker">,
  note: string,
): IntentAnswer {
  const gap: Answer = { verdict, note: `${note}; there is no total limit` };
  const because = connects === kongGap ? "" : ", since the route's one time limit sets all of Kong's";
  return {
    answers: {
      "proxy-connect-timeout": {
        verdict: "approximate",
        note: `nginx gives up connecting after ${intent.connect / 1000} s, Kong after ${connects / 1000} s${because}; the annotation konghq.com/connect-timeout on the Service changes that`,
      },
      "proxy-read-timeout": gap,
      "proxy-send-timeout": gap,
    },
  };
}
