/**
 * Route: single requests through both models, with the rule that decided.
 */
import { type Diagnostic, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { TargetName } from "../model/config.ts";
import type { GatewayReason, NginxReason, RequestSample, RouteOutcome } from "../model/proof.ts";
import { answerRoutes } from "../verify/route.ts";
import { type ManifestText, readManifestTexts } from "./manifests.ts";

export interface RouteRequest {
  readonly old: readonly ManifestText[];
  readonly new: readonly ManifestText[] | undefined;
  readonly requests: readonly RequestSample[];
  readonly cluster: {
    readonly missingServices: readonly string[];
    readonly noEndpoints: readonly string[];
    readonly missingSecrets: readonly string[];
    readonly configMap: Readonly<Record<string, string>>;
    readonly flags: Readonly<Record<string, string | boolean>>;
  };
  readonly target: TargetName;
}

export interface RouteAnswer {
  readonly request: RequestSample;
  readonly old: RouteOutcome;
  readonly new?: RouteOutcome;
  readonly because: { readonly old: NginxReason; readonly new?: GatewayReason };
}
