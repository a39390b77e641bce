/**
 * A chart template that is a plain manifest: Helm prints it as it stands, so nobody has to render the chart to know what it makes. It may
 * ask for one release by name and namespace; printer and reader are here together.
 */

export interface ReleaseIdentity {
  readonly name: string;
  readonly namespace: string;
}

/** `{{` of the manifest itself, as a template has to write it. */
const braces = '{{ "{{" }}';

/** `only`: the one release that is to get it; undefined: every release of the chart. */
export function printLiteral(manifest: string, only: ReleaseIdentity | undefined): string {
  const text = manifest.replaceAll("{{", braces);
  return only === undefined ? text : `${openingFor(only)}\n${text}{{- end }}\n`;
}

function openingFor({ name, namespace }: ReleaseIdentity): string {
  return `{{- if and (eq .Release.Name "${name}") (eq .Release.Namespace "${namespace}") }}`;
}

const opening =
  /^\{\{- if and \(eq \.Release\.Name "([a-z0-9.-]{1,253})"\) \(eq \.Release\.Namespace "([a-z0-9.-]{1,253})"\) \}\}\r?\n/;
const closing = /\{\{- end \}\}\s*$/;

/** The manifest that the release gets; "" where it gets none, undefined where only Helm can tell. */
export function readLiteral(template: string, release: ReleaseIdentity): string | undefined {
  const guard = opening.exec(template);
  const inside = guard === null ? template : template.slice(guard[0].length).replace(closing, "");
  const parts = inside.split(braces);
  if (parts.some((part) => part.includes("{{"))) return undefined;
  if (guard !== null && (guard[1] !== release.name || guard[2] !== release.namespace)) return "";
  return parts.join("{{");
}
