/** Objects of an Ingress that values cannot say, and everything that decides where they go. */
import type { Where } from "../../diagnostics/diagnostic.ts";
import type { KubeObject } from "../../model/kube.ts";
import type { Drafts } from "../drafts.ts";
import type { Subject } from "./subject.ts";
import type { RewriteWorld } from "./world.ts";

export interface CompanionRequest {
  readonly drafts: Drafts;
  readonly world: RewriteWorld;
  readonly subject: Subject;
  readonly objects: readonly KubeObject[];
  /** Why they are no values. */
  readonly why: string;
  readonly where: Where;
}
