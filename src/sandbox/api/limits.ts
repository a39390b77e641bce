// The primary rate limit: one hourly budget per installation, person or App. Conditional requests answered 304 are free.
import type { Caller } from "../auth/callers.ts";
import type { World } from "../world/world.ts";

export interface Budget {
  readonly limit: number;
  used: number;
  /** Seconds of the epoch. */
  reset: number;
}

export interface Limits {
  budgetOf(caller: Caller): Budget;
}

export function createLimits(world: World, limit: number): Limits {
  const budgets = new Map<string, Budget>();
  return {
    budgetOf(caller) {
      const now = Math.floor(world.authNow().getTime() / 1000);
      const known = budgets.get(callerName(caller));
      if (known !== undefined && known.reset > now) return known;
      const fresh = {
        limit: caller.kind === "anonymous" ? Math.min(60, limit) : limit,
        used: 0,
        reset: now + 3600,
      };
      budgets.set(callerName(caller), fresh);
      return fresh;
    },
  };
}

export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case "anonymous":
      return "anonymous";
    case "app":
      return `app:${caller.app.slug}`;
    case "installation":
      return `installation:${caller.token.installation.app.slug}:${caller.token.installation.account.login}`;
    case "user":
      return `user:${caller.account.login}`;
  }
}

export function limitHeaders(budget: Budget): Record<string, string> {
  return {
    "x-ratelimit-limit": String(budget.limit),
    "x-ratelimit-remaining": String(Math.max(0, budget.limit - budget.used)),
    "x-ratelimit-used": String(budget.used),
    "x-ratelimit-reset": String(budget.reset),
    "x-ratelimit-resource": "core",
  };
}

export function viewLimits(budget: Budget): object {
  const core = {
    limit: budget.limit,
    used: budget.used,
    remaining: Math.max(0, budget.limit - budget.used),
    reset: budget.reset,
  };
  const unused = { limit: 30, used: 0, remaining: 30, reset: budget.reset };
  return {
    resources: { core, search: unused, graphql: { ...unused, limit: 5000, remaining: 5000 } },
    rate: core,
  };
}
