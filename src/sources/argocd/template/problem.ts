/** Why a template gives no text. */

/** unsupported: not evaluated here. failed: Argo CD fails on it too. */
export interface TemplateProblem {
  readonly kind: "unsupported" | "failed";
  /** The action as written. */
  readonly expression: string;
  /** "the keyword `range`", or what fails in words. */
  readonly detail: string;
}

/** Thrown inside the template room only; `expression` is added where the action is known. */
export class TemplateError extends Error {
  readonly kind: TemplateProblem["kind"];
  constructor(kind: TemplateProblem["kind"], detail: string) {
    super(detail);
    this.kind = kind;
  }
}

/** The value depends on what is not in the repository. */
export class OpenValue extends Error {}
