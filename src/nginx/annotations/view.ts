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
  readonly refused = new Map<string, { readonly because: string; readonly choices: string }>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    ingress: { readonly key: IngressKey; readonly annotations: Readonly<Record<string, string>> },
    declared: Iterable<string>,
  ) {
    this.#annotations = ingress.annotations;
    this.#declared = new Set(declared);
    this.#ingress = ingress.key;
  }

  /** That of the Ingress. */
  get namespace(): string {
    return this.#ingress.slice(0, this.#ingress.indexOf("/"));
  }

  /** True when the key is there, also with an empty value. */
  has(name: string): boolean {
    return this.#declared.has(name) && Object.hasOwn(this.#annotations, annotationPrefix + name);
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

  /** Reads a raw value; for what `read` refuses the controller drops the whole Ingress. */
  parseOrDrop<T>(name: string, read: (raw: string) => T | undefined, fallback: T, expected: string): T {
    const raw = this.raw(name);
    if (raw === undefined) return fallback;
    const value = read(raw);
    if (value !== undefined) return value;
    this.drop(name, expected);
    return fallback;
  }

  /** The controller refuses the Ingress because of this value: none of its paths is served. */
  drop(name: string, expected: string): void {
    this.refuse(
      name,
      `the value is not ${expected}, so a current ingress-nginx drops the whole Ingress and serves none of its paths`,
    );
  }

  /** nginx goes on as if the annotation were not there. */
  ignore(name: string, expected: string, used: string): void {
    this.ignored.set(name, `ingress-nginx ignores this value (it is not ${expected}) and uses ${used}`);
    const params = { key: annotationPrefix + name, value: this.raw(name) ?? "", expected, used };
    this.diagnostics.push(diagnose("annotation-value-ignored", params, { ingress: this.#ingress }));
  }

  /** nginx does something with the value that must not be carried over unseen. */
  refuse(name: string, because: string, choices = "Correct the value or remove the annotation"): void {
    this.refused.set(name, { because, choices });
  }
}

function describe(fallback: unknown): string {
  if (typeof fallback === "boolean" || typeof fallback === "number") return String(fallback);
  return "its default";
}
