/**
 * nginx sizes: digits and k, m or g. A value ending in "b" passes the controller's check and is then not emitted, which leaves
 * nginx's own 1 MiB (rootfs/etc/nginx/template/nginx.tmpl, isValidByteSize).
 */

export interface BodySize {
  /** undefined: unlimited ("0"). */
  readonly bytes: number | undefined;
}

const factors: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** undefined when the controller ignores the value. */
export function parseBodySize(text: string): BodySize | undefined {
  const match = /^(\d{1,15})([bkmg]?)$/i.exec(text);
  if (match === null) return undefined;
  const unit = (match[2] ?? "").toLowerCase();
  if (unit === "b") return { bytes: 1024 ** 2 };
  const bytes = Number(match[1]) * (factors[unit] ?? 1);
  return { bytes: bytes === 0 ? undefined : bytes };
}
