/**
 * The shape of an annotation family: the keys it owns, and one reader over a view that refuses keys the family did not
 * declare, so that the declaration cannot drift from the code.
 */
import type { Intent, IntentKind } from "../../model/intent.ts";
import type { Complexity } from "../../model/plan.ts";
import type { ControllerConfig } from "../controller.ts";
import type { AnnotationView } from "./view.ts";

export interface Family {
  readonly name: string;
  /** The section of the ingress-nginx documentation. */
  readonly docs: string;
  /** Annotation names without prefix, and the intent each contributes to. An alias is a key of its own. */
  readonly keys: Readonly<Record<string, IntentKind>>;
  /** The band an Ingress falls into by using a key of this family. */
  readonly band: Complexity;
  /** Groups of annotations by name in which every key stands at least once: the examples of the documentation. */
  readonly samples?: readonly Readonly<Record<string, string>>[];
  read(view: AnnotationView, controller: ControllerConfig): readonly Intent[];
}
