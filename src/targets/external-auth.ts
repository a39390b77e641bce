/**
 * What targets with an external check share: which questions can be asked the way nginx asks them, the settings around them, and the
 * refusal with its ways out. A sign-in page is nginx's own doing: no gateway turns a 401 into a redirect.
 */
import type { IntentOf } from "../model/intent.ts";
import { type Answer, type IngressFacts, type IntentAnswer, refusal } from "./target.ts";

type ExternalAuth = IntentOf<"external-auth">;

/** The address asked, as fixed text. */
export interface CheckAddress {
  readonly text: string;
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
}

export type Check = { readonly address: CheckAddress } | { readonly because: string };

/** Why a plain check by GET cannot be had, or where it goes. */
export function checkOf(intent: ExternalAuth, facts: IngressFacts): Check {
  const { url, signin, method, addsHeaders } = intent;
  if (signin !== undefined) {
    return {
      because: `it lets ${shown(url)} decide which requests may pass, and sends people to ${shown(signin)} to sign in, which no gateway does by itself`,
    };
  }
  if (addsHeaders) {
    return {
      because: "auth-proxy-set-headers adds headers of a ConfigMap to the question, which no gateway does",
    };
  }
  if (method !== "GET") {
    return {
      because: `nginx asks ${shown(url)} with ${method}, and the new gateway cannot choose the method`,
    };
  }
  const text = withHost(url, facts);
  if (text.includes("$")) {
    return { because: `${shown(url)} holds an nginx variable, and the new gateway asks one fixed address` };
  }
  const match = /^(https?):\/\/([A-Za-z0-9.-]+)(?::(\d{1,5}))?((?:\/|\?).*)?$/.exec(text);
  if (match === null || /\s/.test(text)) return { because: `${shown(url)} is no plain address` };
  const [, protocol, host = "", port, path = "/"] = match;
  const scheme = protocol === "https" ? "https" : "http";
  const number = port === undefined ? (scheme === "https" ? 443 : 80) : Number(port);
  if (number < 1 || number > 65_535) return { because: `${shown(url)} is no plain address` };
  return {
    address: {
      text,
      scheme,
      host: host.toLowerCase(),
      port: number,
      path: path.startsWith("?") ? `/${path}` : path,
    },
  };
}

/** $host stands for the host of the request: fixed where the Ingress has one. */
function withHost(url: string, { hosts }: IngressFacts): string {
  const [host] = hosts;
  if (hosts.length !== 1 || host === undefined || host === "" || host.startsWith("*.")) return url;
  return url.replaceAll("$host", (found, at: number) =>
    /^\$host[A-Za-z0-9_]/.test(url.slice(at)) ? found : host,
  );
}

/** Name and namespace of a Service by its address inside the cluster; undefined for any other host. */
export function serviceOf(
  host: string,
  namespace: string,
): { readonly name: string; readonly namespace: string } | undefined {
  const match =
    /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?:\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?:\.svc(?:\.cluster\.local\.?)?)?)?$/.exec(
      host,
    );
  if (match === null) return undefined;
  const [, name = "", other] = match;
  // "auth.example" may as well be a name of the internet: only with .svc it is sure to be a Service.
  return other !== undefined && !host.includes(".svc") ? undefined : { name, namespace: other ?? namespace };
}

const signIn =
  "A sign-in page needs an auth service that answers with the redirect itself, so that the gateway hands it on";
const oauth2Proxy =
  "oauth2-proxy does so on its endpoint /, not on /oauth2/auth (which answers 202 and 401): run it with --reverse-proxy and --upstream=static://200, and ask / instead";

/** `recipe`: what a person can do on the implementation at hand, without a full stop. */
export function refuseCheck(intent: ExternalAuth, because: string, recipe: string): IntentAnswer {
  const knows = /\/oauth2\/auth(?:$|[?/])/.test(intent.url);
  const further = intent.signin === undefined && !knows ? "" : `. ${signIn}. ${oauth2Proxy}`;
  return {
    answers: {
      "": refusal({
        because,
        choices: `${recipe}; or check in the application, or put an authenticating proxy before the service, and remove the annotations once that stands: they guard what nginx serves until then${further}`,
      }),
    },
  };
}

/** For targets that have no check of their own. */
export function refusedAuth(recipe: string) {
  return (intent: ExternalAuth, { facts }: { readonly facts: IngressFacts }): IntentAnswer => {
    const check = checkOf(intent, facts);
    const because =
      "because" in check ? check.because : `it lets ${shown(intent.url)} decide which requests may pass`;
    return refuseCheck(intent, because, recipe);
  };
}

/** Verdicts on the settings around the question, where it can be asked. */
export function settingsAround(intent: ExternalAuth): Readonly<Record<string, Answer>> {
  const kept: Answer = {
    verdict: "inert",
    note: "the new gateway keeps its own connections to the auth service",
  };
  const asked: Answer = {
    verdict: "approximate",
    note: "nginx remembers answers for a while; the new gateway asks about every request",
  };
  return {
    "auth-method": { verdict: "exact", note: `nginx asks with ${intent.method} anyway` },
    "auth-request-redirect": {
      verdict: "approximate",
      note: "the auth service gets no X-Auth-Request-Redirect any more",
    },
    "auth-always-set-cookie": {
      verdict: "approximate",
      note: "cookies that the auth service sets when it lets a request pass do not reach the client",
    },
    "auth-cache-key": asked,
    "auth-cache-duration": asked,
    "auth-keepalive": kept,
    "auth-keepalive-requests": kept,
    "auth-keepalive-share-vars": kept,
    "auth-keepalive-timeout": kept,
  };
}

export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
