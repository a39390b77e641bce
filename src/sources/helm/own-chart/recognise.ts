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
  if (
    !/range\s+\$?\.Values\.ingress\.hosts/.test(text) &&
    !/range\s+.{0,40}\.Values\.ingress\.hosts/.test(text)
  ) {
    return other("its template does not go over `ingress.hosts`");
  }
  if (!/\.host\s*\|\s*quote/.test(text) || !/range\s+\.paths/.test(text))
    return other("its hosts have a form of their own");
  const fullname = includeIn(text, "fullname");
  const labels = includeIn(text, "labels");
  if (fullname === undefined || labels === undefined) return other("its names are made in another way");
  const port = portIn(text);
  if (port === undefined) return other("its port is not `.Values.service.port`");
  if (!isPlainFullname(text, fullname)) return other("its Ingress is not named by its fullname alone");
  return { kind: "helm-create", names: { fullname, labels, port } };
}

/** `include "shop.fullname" .` */
function includeIn(text: string, helper: string): string | undefined {
  const found = new RegExp(`include\\s+"([A-Za-z0-9_.-]{1,80}\\.${helper})"`).exec(text);
  return found?.[1];
}

function portIn(text: string): string | undefined {
  const ports = new Set(
    [...text.matchAll(/\.Values(\.[A-Za-z0-9_]{1,40}){1,5}\.port\b/g)].map(([path]) => path),
  );
  const [only, ...others] = ports;
  return others.length === 0 ? only : undefined;
}

/** `name: {{ $fullName }}` or the include itself, for the Ingress and for its backend. */
function isPlainFullname(text: string, fullname: string): boolean {
  const names = [...text.matchAll(/^\s*(?:- )?name:\s*(\{\{.{1,120}\}\})\s*$/gm)].map(([, name = ""]) =>
    name.replace(/[\s{}-]/g, ""),
  );
  const plain = [`include"${fullname}".`, `include"${fullname}"$`, "$fullName", "$fullname"].map((name) =>
    name.replace(/-/g, ""),
  );
  return names.length >= 2 && names.every((name) => plain.includes(name));
}

function count(text: string, words: RegExp): number {
  return [...text.matchAll(words)].length;
}

function other(why: string): Recognised {
  return { kind: "other", why };
}
