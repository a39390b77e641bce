/**
 * Whether a chart's Ingress template is that of `helm create`, so that the names and the port it uses can be read off. Read from its
 * text, because only the author's helpers know them; anything else is left to a manifest beside the release.
 */
import type { ChartFiles } from "../../../model/render.ts";
import type { OwnNames } from "./scaffold.ts";

export type Recognised =
  | { readonly kind: "helm-create"; readonly names: OwnNames }
  | { readonly kind: "other"; readonly why: string };

const mostText = 64 * 1024;

export function recogniseOwnChart(files: ChartFiles): Recognised {
  const template = files.get("templates/ingress.yaml");
  if (template === undefined) return other("it has no templates/ingress.yaml");
  if (template.length > mostText) return other("its templates/ingress.yaml is unusually long");
  for (const path of files.keys()) {
    if (/^templates\/[^/]*route[^/]*\.ya?ml$/i.test(path)) return other(`it has ${path} already`);
  }
  const text = new TextDecoder().decode(template);
  if (count(text, /^kind:/gm) !== 1 || !/^kind:\s*Ingress\s*$/m.test(text))
    return other("its template makes more than one Ingress");
  // Whatever form hosts and paths have: the routes state their own.
  if (!/\.Values\.ingress\.host(?:s|name|names)?\b/.test(text))
    return other("its template does not take its hosts from `ingress`");
  const fullname = nameIn(text);
  if (fullname === undefined) return other("its names are made in another way");
  const helper = includeIn(text, "labels");
  const labels = helper === undefined ? undefined : `include "${helper}" $`;
  const ports = portsIn(text);
  const port = ports.length === 0 ? servicePort(files) : ports.length === 1 ? ports[0] : undefined;
  if (port === undefined) return other("its port is not `.Values.service.port`");
  return { kind: "helm-create", names: { fullname, labels, port } };
}

/** `include "shop.fullname" .` */
function includeIn(text: string, helper: string): string | undefined {
  const found = new RegExp(`(?:include|template)\\s+"([A-Za-z0-9_.-]{1,80}\\.${helper})"`).exec(text);
  return found?.[1];
}

/** What is printed for ports: values by their path, and numbers. */
function portsIn(text: string): readonly string[] {
  const values = [...text.matchAll(/\.Values(\.[A-Za-z0-9_]{1,40}){1,5}\.port\b/g)].map(
    ([path]) => `{{ $${path} }}`,
  );
  const numbers = [...text.matchAll(/^\s*number:\s*(\d{1,5})\s*$/gm)].map(([, number = ""]) => number);
  return [...new Set([...values, ...numbers])];
}

/** Where the Ingress names the port: what templates/service.yaml prints for its only one. */
function servicePort(files: ChartFiles): string | undefined {
  const template = files.get("templates/service.yaml");
  if (template === undefined || template.length > mostText) return undefined;
  const text = new TextDecoder().decode(template);
  const ports = [...text.matchAll(/^[ ]*(?:- )?port:[ ]*(\S.{0,120})$/gm)].map(([, port = ""]) =>
    port.trim(),
  );
  const [only, ...others] = ports;
  if (only === undefined || others.length > 0) return undefined;
  const path = /^\{\{-?\s*\$?(\.Values(?:\.[A-Za-z0-9_]{1,40}){1,6})\s*-?\}\}$/.exec(only)?.[1];
  if (path !== undefined) return `{{ $${path} }}`;
  return /^\d{1,5}$/.test(only) ? only : undefined;
}

/** The expression that names the Ingress and its backend alike: the chart's fullname, or the release's name; "$" stands for the root. */
function nameIn(text: string): string | undefined {
  const names = [...text.matchAll(/^[ ]*(?:- )?name:[ ]*["']?(\{\{.{1,120}\}\})["']?[ ]*$/gm)].map(
    ([, name = ""]) => name.replace(/^\{\{-?\s*|\s*-?\}\}$/g, "").replace(/^template\b/, "include"),
  );
  if (names.length < 2) return undefined;
  if (names.every((name) => /^\$?\.Release\.Name$/.test(name))) return "$.Release.Name";
  const helper = includeIn(text, "fullname");
  if (helper === undefined) return undefined;
  const plain = [`include "${helper}" .`, `include "${helper}" $`, "$fullName", "$fullname"];
  return names.every((name) => plain.includes(name.replace(/\s+/g, " ")))
    ? `include "${helper}" $`
    : undefined;
}

function count(text: string, words: RegExp): number {
  return [...text.matchAll(words)].length;
}

function other(why: string): Recognised {
  return { kind: "other", why };
}
