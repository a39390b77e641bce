/**
 * What a family sees of the annotations: its own keys, read as the controller reads them. Values the controller ignores are
 * remembered with what it does instead, so that nothing is dropped without a word.
 */
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { IngressKey } from "../../model/brands.ts";
import { parseGoBoolean, parseGoInteger, trimLines } from "./values.ts";

export const annotationPrefix = "nginx.ingress.kubernetes.io/";

export class AnnotationView {
  readonly #annotations: Readonly<Record<string, string>>;
  readonly #declared: ReadonlySet<string>;
  readonly #ingress: IngressKey;
  /** Reason by name: the value is there and nginx does not use it. */
  readonly ignored = new Map<string, string>();
  /** Reason by name: the value is there and must stop the Ingress. */
  readonly refused = new Map<string, string>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    ingress: { readonly key: IngressKey; readonly annotations: Readonly<Record<string, string>> },
    declared: Iterable<string>,
  ) {
    this.#annotations = ingress.annotations;
    this.#declared = new Set(declared);
    this.#ingress = ingress.key;
  }

  /** The value as written; undefined when absent or empty, which is the same to the controller. */
  raw(name: string): string | undefined {
    if (!this.#declared.has(name))
      throw new Error(`annotation ${name} is read by a family that does not own it`);
    const key = annotationPrefix + name;
    const value = Object.hasOwn(this.#annotations, key) ? this.#annotations[key] : undefined;
    return value === "" ? undefined : value;
  }

  /** Trimmed line by line; undefined when nothing is left. */
  text(name: string): string | undefined {
    const value = this.raw(name);
    const trimmed = value === undefined ? undefined : trimLines(value);
    return trimmed === "" ? undefined : trimmed;
  }

  boolean(name: string, fallback: boolean): boolean {
    return this.parse(name, parseGoBoolean, fallback, "a Go boolean such as true or false");
  }

  integer(name: string, fallback: number): number {
    return this.parse(name, parseGoInteger, fallback, "a whole number without a unit");
  }

  /** Reads a raw value; what `read` refuses is reported and the fallback holds. */
  parse<T>(name: string, read: (raw: string) => T | undefined, fallback: T, expected: string): T {
    const raw = this.raw(name);
    if (raw === undefined) return fallback;
    const value = read(raw);
    if (value !== undefined) return value;
    this.ignore(name, expected, describe(fallback));
    return fallback;
  }

  /** nginx goes on as if the annotation were not there. */
  ignore(name: string, expected: string, used: string): void {
    this.ignored.set(name, `ingress-nginx ignores this value (it is not ${expected}) and uses ${used}`);
    const params = { key: annotationPrefix + name, value: this.raw(name) ?? "", expected, used };
    this.diagnostics.push(diagnose("annotation-value-ignored", params, { ingress: this.#ingress }));
  }

  /** nginx does something with the value that must not be carried over unseen. */
  refuse(name: string, reason: string): void {
    this.refused.set(name, reason);
  }
}

function describe(fallback: unknown): string {
  if (typeof fallback === "boolean" || typeof fallback === "number") return String(fallback);
  return "its default";
}
