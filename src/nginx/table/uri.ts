/**
 * Request targets as nginx reads them: percent-decoded, dot segments resolved, slashes merged for matching; the original
 * bytes are kept for forwarding (nginx core ngx_http_parse_complex_uri, 1.27.1). Decoded bytes are held one per character.
 */

export interface ParsedTarget {
  /** Path for matching; undefined when it climbs above the root or has a broken escape (answered 400). */
  readonly path: string | undefined;
  /** With its "?", "" when there is none. */
  readonly query: string;
}

export function parseTarget(target: string): ParsedTarget {
  const hash = target.indexOf("#");
  const withoutFragment = hash < 0 ? target : target.slice(0, hash);
  const mark = withoutFragment.indexOf("?");
  const raw = mark < 0 ? withoutFragment : withoutFragment.slice(0, mark);
  // A bare "?" is no query to nginx.
  const query = mark < 0 || mark === withoutFragment.length - 1 ? "" : withoutFragment.slice(mark);
  const decoded = decode(raw);
  return { path: decoded === undefined ? undefined : resolve(decoded), query };
}

function decode(raw: string): string | undefined {
  let text = "";
  for (let at = 0; at < raw.length; at += 1) {
    const char = raw.charAt(at);
    if (char !== "%") {
      text += char;
      continue;
    }
    const digits = raw.slice(at + 1, at + 3);
    if (!/^[0-9a-fA-F]{2}$/.test(digits) || digits === "00") return undefined;
    text += String.fromCharCode(Number.parseInt(digits, 16));
    at += 2;
  }
  return text;
}

function resolve(path: string): string | undefined {
  if (!path.startsWith("/")) return undefined;
  const segments: string[] = [];
  const parts = path.slice(1).split("/");
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === "..") {
      if (segments.length === 0) return undefined;
      segments.pop();
    }
    if (part === "" || part === "." || part === "..") {
      if (isLast) segments.push("");
      continue;
    }
    segments.push(part);
  }
  return `/${segments.join("/")}`;
}

/** Text of an Ingress as nginx compares it: its bytes in UTF-8, one per character. */
export function bytesOf(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

/** Escapes a captured group for a redirect (NGX_ESCAPE_ARGS). */
export function escapeArgument(text: string): string {
  return text.replace(/[^!-~]|["#%&+;<>?\\^`{|}]/g, (char) => `%${hex(char)}`);
}

/** What nginx takes back before it sends a redirect, up to the first "?" (NGX_UNESCAPE_REDIRECT). */
export function unescapeRedirect(text: string): string {
  const mark = /%3F/i.exec(text)?.index ?? text.length;
  const head = text.slice(0, mark).replace(/%([2-7][0-9A-F])/gi, (whole, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0x25 && code < 0x7f ? String.fromCharCode(code) : whole;
  });
  return mark === text.length ? head : `${head}?${text.slice(mark + 3)}`;
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}

/** Escapes a rewritten path for the request line to the back end (ngx_escape_uri, NGX_ESCAPE_URI, since nginx 1.21.1). */
export function encodePath(path: string): string {
  let text = "";
  for (const char of path) {
    const code = char.charCodeAt(0);
    const isPlain = code > 0x20 && code < 0x7f && !'"#%<>?\\^`{|}'.includes(char);
    text += isPlain ? char : `%${hex(char)}`;
  }
  return text;
}
