/**
 * Redirects to one fixed address: the constant is sent as it stands, path and query of the request are not appended. The
 * temporal one wins over the permanent one (internal/ingress/annotations/redirect/redirect.go, v1.15.1). `from-to-www-redirect`
 * is read by the same parser, so a value that is refused takes it along.
 */
import type { FixedRedirectIntent, Intent, RedirectStatus } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import { readAddress } from "./redirect-address.ts";
import { parseGoBoolean, parseGoInteger } from "./values.ts";
import type { AnnotationView } from "./view.ts";

const permanent = "permanent-redirect";
const temporal = "temporal-redirect";
const www = "from-to-www-redirect";

const sayable: readonly RedirectStatus[] = [301, 302, 303, 307, 308];

export const fixedRedirectFamily: Family = {
  name: "fixed-redirect",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#permanent-redirect",
  keys: {
    [permanent]: "fixed-redirect",
    [`${permanent}-code`]: "fixed-redirect",
    [temporal]: "fixed-redirect",
    [`${temporal}-code`]: "fixed-redirect",
    [www]: "www-redirect",
  },
  band: "low",
  samples: [
    { [permanent]: "https://new.example.com/start", [`${permanent}-code`]: "308", [www]: "true" },
    { [temporal]: "https://status.example.com/", [`${temporal}-code`]: "307" },
  ],
  read(view) {
    const isTwin = view.parseOrDrop(www, parseGoBoolean, false, "a Go boolean such as true or false");
    const target = view.text(temporal);
    if (target !== undefined && !target.startsWith("http") && readAddress(target).is !== "invalid") {
      for (const name of Object.keys(fixedRedirectFamily.keys)) {
        if (view.raw(name) !== undefined) view.ignored.set(name, notHttp);
      }
      view.ignore(temporal, "an address that begins with http", "no redirect at all");
      return [];
    }
    const intents: Intent[] = isTwin ? [{ kind: "www-redirect" }] : [];
    if (target === undefined) {
      const fixed = read(view, permanent, 301, 308);
      return fixed === undefined ? intents : [fixed, ...intents];
    }
    for (const name of [permanent, `${permanent}-code`]) {
      if (view.raw(name) !== undefined) view.ignored.set(name, "temporal-redirect wins over it");
    }
    const fixed = read(view, temporal, 302, 307);
    return fixed === undefined ? intents : [fixed, ...intents];
  },
};

const notHttp =
  "temporal-redirect is no http address, so ingress-nginx ignores all redirect annotations of this Ingress";

function read(
  view: AnnotationView,
  name: string,
  usual: 301 | 302,
  highest: number,
): FixedRedirectIntent | undefined {
  const codeName = `${name}-code`;
  const text = view.text(name);
  const code = view.parseOrDrop(codeName, parseGoInteger, usual, "a whole number");
  if (text === undefined) {
    if (view.raw(codeName) !== undefined) {
      view.ignored.set(codeName, `without ${name} nginx does nothing with it`);
    }
    return undefined;
  }
  const isInRange = code >= 300 && code <= highest;
  if (!isInRange) view.ignore(codeName, `between 300 and ${highest}`, String(usual));
  const wanted = isInRange ? code : usual;
  const status = sayable.find((known) => known === wanted);
  if (status === undefined) {
    view.refuse(codeName, `a route cannot redirect with ${wanted}, only with ${sayable.join(", ")}`);
  }
  const address = readAddress(text);
  if (address.is === "invalid") view.drop(name, "made of letters, digits and - . _ ~ / : , ? & =");
  if (address.is === "unsayable") view.refuse(name, address.because);
  if (address.is !== "address" || status === undefined) return undefined;
  return { kind: "fixed-redirect", status, to: address.to };
}
