/**
 * The address of a fixed redirect as the controller accepts it, and why some of what it accepts has no place in a route. The
 * controller allows letters, digits and - . _ ~ / : , ? & = (internal/ingress/annotations/redirect/redirect.go, v1.15.1).
 */
import type { RedirectAddress } from "../../model/intent.ts";

export type ReadAddress =
  | { readonly is: "address"; readonly to: RedirectAddress }
  /** A clause: why no route can say it. */
  | { readonly is: "unsayable"; readonly because: string }
  /** The controller refuses the text. */
  | { readonly is: "invalid" };

const hostText = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

export function readAddress(text: string): ReadAddress {
  if (text.length > 2048 || !/^[-A-Za-z0-9._~/:,?&=]+$/.test(text)) return { is: "invalid" };
  if (text.includes("?")) {
    return { is: "unsayable", because: "a redirect of a route cannot set the query string of its target" };
  }
  if (text.startsWith("/")) return atPath(text, { scheme: undefined, host: undefined, port: undefined });
  const match = /^(https?):\/\/([^/:]+)(?::(\d{1,5}))?(\/.*)?$/.exec(text);
  if (match === null) {
    return { is: "unsayable", because: "the target is neither an http or https address nor a path" };
  }
  const [, scheme, written = "", digits, path = "/"] = match;
  const host = written.toLowerCase();
  const port = digits === undefined ? undefined : Number(digits);
  if (host.length > 253 || !hostText.test(host)) {
    return { is: "unsayable", because: `${written} is no host name a route can redirect to` };
  }
  if (port !== undefined && (port < 1 || port > 65_535)) {
    return { is: "unsayable", because: `${digits} is no port` };
  }
  return atPath(path, { scheme: scheme === "https" ? "https" : "http", host, port });
}

function atPath(path: string, rest: Omit<RedirectAddress, "path">): ReadAddress {
  if (path.length > 1024) {
    return {
      is: "unsayable",
      because: "the target's path is longer than the 1024 characters Gateway API takes",
    };
  }
  if (path.startsWith("//")) return { is: "unsayable", because: "the target's path begins with two slashes" };
  return { is: "address", to: { ...rest, path } };
}
