/**
 * Who is refused by the policies of a rule, and which refusal the client sees where several apply: implementations differ in that
 * order, which decides the status and never who may pass.
 */
import { cidrContains } from "../../model/cidr.ts";
import type { RequestSample, RouteOutcome } from "../../model/proof.ts";
import type { DataPlane } from "./data-plane.ts";
import type { SecurityPolicy } from "./policy.ts";

export interface Refusal {
  readonly outcome: RouteOutcome;
  /** Set when it is not known which of several refusals is the answer. */
  readonly doubt: string | undefined;
}

export function refusalOf(
  policies: readonly SecurityPolicy[],
  request: RequestSample,
  order: DataPlane["refusals"],
): Refusal | undefined {
  const found = policies.flatMap((policy) => {
    const byAddress = refusedAddress(policy, request);
    const byCheck = failedCheck(policy, request);
    return [byCheck, byAddress].filter((one) => one !== undefined);
  });
  const byCheck = found.find(({ status }) => status === 401);
  const first = (order === "listed" ? undefined : byCheck) ?? found[0];
  if (first === undefined) return undefined;
  const isOpen = order === "unknown" && byCheck !== undefined && found.some(({ status }) => status === 403);
  const doubt = isOpen
    ? "whether the address list or the other check is asked first is not known"
    : undefined;
  return { outcome: first, doubt };
}

type Denied = Extract<RouteOutcome, { readonly kind: "denied" }>;

function failedCheck({ checks }: SecurityPolicy, { credentials = [] }: RequestSample): Denied | undefined {
  const by = checks.find((check) => !credentials.includes(check));
  return by === undefined ? undefined : { kind: "denied", by, status: 401 };
}

/** First rule that fits decides, else the default; the client address is the pseudo header ":source". */
function refusedAddress({ authorization }: SecurityPolicy, { headers }: RequestSample): Denied | undefined {
  if (authorization === undefined) return undefined;
  const source = headers[":source"] ?? "127.0.0.1";
  const rule = authorization.rules.find(({ cidrs }) => cidrs?.some((range) => cidrContains(range, source)));
  if (rule?.allow ?? authorization.allowByDefault) return undefined;
  return { kind: "denied", by: rule === undefined ? "allow-list" : "deny-list", status: 403 };
}

/** A rule that asks for more than an address is taken to be met by nobody. */
export function authorizationDoubt(policies: readonly SecurityPolicy[]): string | undefined {
  const isUnread = policies.some(({ authorization }) =>
    authorization?.rules.some(({ cidrs }) => cidrs === undefined),
  );
  return isUnread ? "a rule of authorization asks for more than an address" : undefined;
}
