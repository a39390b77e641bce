// Faults on request: what a bad hour on github.com looks like. A fault takes the matching requests from `nth` on, `count` of
// them; `when: "after"` lets the work happen and loses only the answer, which is how duplicates are made in real life.

export type FaultKind =
  | { readonly kind: "status"; readonly status: number; readonly message?: string }
  | { readonly kind: "secondary-limit"; readonly retryAfter: number }
  | { readonly kind: "primary-limit" }
  | { readonly kind: "timeout" }
  | { readonly kind: "reset" }
  | { readonly kind: "delay"; readonly milliseconds: number };

export interface RequestFault {
  readonly method?: string;
  /** A template such as `/repos/{owner}/{repo}/pulls`, or a pattern over the path. Git paths are `/owner/repo.git/…`. */
  readonly path?: string | RegExp;
  /** The first matching request is 1. */
  readonly nth?: number;
  readonly count?: number;
  readonly when?: "before" | "after";
  readonly fault: FaultKind;
}

export interface Faults {
  inject(fault: RequestFault): void;
  clear(): void;
  /** Calls back once, right after the nth write from now was applied and before its answer is sent; the connection then breaks. */
  crashAfterWrite(nth: number, callback: () => void | Promise<void>): void;
  /** Counts this request against every fault; the first that strikes wins. */
  strike(method: string, path: string): StruckFault | undefined;
  /** For the server: a write was applied. True when the connection has to break now. */
  wrote(): Promise<boolean>;
}

export interface StruckFault {
  readonly when: "before" | "after";
  readonly fault: FaultKind;
}

export function createFaults(): Faults {
  let rules: { readonly rule: RequestFault; seen: number }[] = [];
  let crash: { left: number; readonly callback: () => void | Promise<void> } | undefined;
  return {
    inject(rule) {
      rules.push({ rule, seen: 0 });
    },
    clear() {
      rules = [];
      crash = undefined;
    },
    crashAfterWrite(nth, callback) {
      crash = { left: nth, callback };
    },
    strike(method, path) {
      let struck: StruckFault | undefined;
      for (const entry of rules) {
        if (!matches(entry.rule, method, path)) continue;
        entry.seen += 1;
        const first = entry.rule.nth ?? 1;
        const hit = entry.seen >= first && entry.seen < first + (entry.rule.count ?? 1);
        if (hit) struck ??= { when: entry.rule.when ?? "before", fault: entry.rule.fault };
      }
      return struck;
    },
    async wrote() {
      if (crash === undefined) return false;
      crash.left -= 1;
      if (crash.left > 0) return false;
      const { callback } = crash;
      crash = undefined;
      await callback();
      return true;
    },
  };
}

function matches(rule: RequestFault, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
  if (rule.path === undefined) return true;
  return typeof rule.path === "string" ? matchesTemplate(rule.path, path) : rule.path.test(path);
}

function matchesTemplate(template: string, path: string): boolean {
  const [wanted, given] = [template.split("/"), path.split("/")];
  return (
    wanted.length === given.length && wanted.every((part, at) => part.startsWith("{") || part === given[at])
  );
}
