/**
 * Host names as the API server takes them in an Ingress: a DNS-1123 name, or `*.` before one. Placeholders that another tool fills in
 * are told apart, because what the cluster gets is then not in this file.
 */

/** What is wrong with a lower-case host, in words that continue "spec.rules[0].host …"; undefined when nothing is. */
export function hostProblem(host: string): string | undefined {
  const name = host.startsWith("*.") ? host.slice(2) : host;
  if (host === "*") return "is a bare `*`; leave the host out to take every host";
  if (name.length > 253) return "is longer than 253 characters";
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return "is an IP address, which an Ingress does not take";
  const isName = name
    .split(".")
    .every((label) => label.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label));
  return isName ? undefined : "is no host name (letters, digits, `-` and `.`; `*.` in front at most)";
}

/** Lower case, as the API server wants hosts, with the names of placeholders as they are. */
export function lowerHost(text: string): string {
  const placeholder = placeholderIn(text);
  if (placeholder === undefined) return text.toLowerCase();
  const at = text.indexOf(placeholder);
  const rest = text.slice(at + placeholder.length);
  return `${text.slice(0, at).toLowerCase()}${placeholder}${lowerHost(rest)}`;
}

/** `${NAME}` (Flux, envsubst), `{{ … }}` (Go, Jinja), `<path:…>` (Argo CD vault plugin), `$(NAME)`; undefined when none is there. */
export function placeholderIn(text: string): string | undefined {
  const match =
    /\$\{[A-Za-z_][^}]{0,200}\}/.exec(text) ??
    /\{\{[^}]{0,200}\}\}/.exec(text) ??
    /\$\([A-Za-z_][A-Za-z0-9_.-]{0,100}\)/.exec(text) ??
    /<path:[^>]{0,200}>/.exec(text);
  return match?.[0];
}
