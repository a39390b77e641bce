/**
 * From bytes to text, and from an offset in bytes to a line. Only UTF-8 is read; Kubernetes tools read nothing else.
 */

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** undefined when the bytes are no UTF-8. A byte order mark stays in the text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 by its byte order mark: then ASCII byte searches see nothing. */
export function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** Line (from 1) of a byte offset. */
export function lineOfByte(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line++;
  return line;
}

const kindIngress = /(^|[\s{,"'-])kind["']?\s*[:=]\s*["']?Ingress(List)?(?![A-Za-z0-9_])/;

/** The first line (from 1) that states `kind: Ingress` outside a whole-line comment, else undefined. */
export function ingressKindLine(text: string): number | undefined {
  if (!text.includes("Ingress")) return undefined;
  const lines = text.split("\n");
  const index = lines.findIndex(
    (line) => line.includes("Ingress") && !/^\s*(#|\/\/)/.test(line) && kindIngress.test(clip(line)),
  );
  return index < 0 ? undefined : index + 1;
}

/** Keeps expressions cheap on files that are one huge line. */
function clip(line: string): string {
  if (line.length <= 20_000) return line;
  const at = line.indexOf("Ingress");
  return line.slice(Math.max(0, at - 200), at + 20_000);
}
