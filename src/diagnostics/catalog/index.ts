/** The whole catalogue: lists the areas, nothing else. */
import type { Catalog } from "../entry.ts";
import { type AppParams, appCatalog } from "./app.ts";
import { type ArgocdParams, argocdCatalog } from "./argocd.ts";
import { type ConfigParams, configCatalog } from "./config.ts";
import { type ControllerParams, controllerCatalog } from "./controller.ts";
import { type FlowsParams, flowsCatalog } from "./flows.ts";
import { type FluxParams, fluxCatalog } from "./flux.ts";
import { type GatewayParams, gatewayCatalog } from "./gateway.ts";
import { type HelmParams, helmCatalog } from "./helm.ts";
import { type HelmfileParams, helmfileCatalog } from "./helmfile.ts";
import { type KustomizeParams, kustomizeCatalog } from "./kustomize.ts";
import { type NginxParams, nginxCatalog } from "./nginx.ts";
import { type RewriteParams, rewriteCatalog } from "./rewrite.ts";
import { type ServingParams, servingCatalog } from "./serving.ts";
import { type SourcesParams, sourcesCatalog } from "./sources.ts";
import { type TranslateParams, translateCatalog } from "./translate.ts";
import { type VerifyParams, verifyCatalog } from "./verify.ts";

export interface DiagnosticParams
  extends AppParams,
    ArgocdParams,
    ConfigParams,
    ControllerParams,
    FlowsParams,
    FluxParams,
    GatewayParams,
    HelmParams,
    HelmfileParams,
    KustomizeParams,
    NginxParams,
    RewriteParams,
    ServingParams,
    SourcesParams,
    TranslateParams,
    VerifyParams {}

export const catalog: Catalog<DiagnosticParams> = {
  ...appCatalog,
  ...argocdCatalog,
  ...configCatalog,
  ...controllerCatalog,
  ...flowsCatalog,
  ...fluxCatalog,
  ...gatewayCatalog,
  ...helmCatalog,
  ...helmfileCatalog,
  ...kustomizeCatalog,
  ...nginxCatalog,
  ...rewriteCatalog,
  ...servingCatalog,
  ...sourcesCatalog,
  ...translateCatalog,
  ...verifyCatalog,
};
