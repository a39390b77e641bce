/** The whole catalogue: lists the areas, nothing else. */
import type { Catalog } from "../entry.ts";
import { type AppParams, appCatalog } from "./app.ts";
import { type ConfigParams, configCatalog } from "./config.ts";
import { type FlowsParams, flowsCatalog } from "./flows.ts";
import { type GatewayParams, gatewayCatalog } from "./gateway.ts";
import { type KustomizeParams, kustomizeCatalog } from "./kustomize.ts";
import { type NginxParams, nginxCatalog } from "./nginx.ts";
import { type RewriteParams, rewriteCatalog } from "./rewrite.ts";
import { type SourcesParams, sourcesCatalog } from "./sources.ts";
import { type TranslateParams, translateCatalog } from "./translate.ts";
import { type VerifyParams, verifyCatalog } from "./verify.ts";

export interface DiagnosticParams
  extends AppParams,
    ConfigParams,
    FlowsParams,
    GatewayParams,
    KustomizeParams,
    NginxParams,
    RewriteParams,
    SourcesParams,
    TranslateParams,
    VerifyParams {}

export const catalog: Catalog<DiagnosticParams> = {
  ...appCatalog,
  ...configCatalog,
  ...flowsCatalog,
  ...gatewayCatalog,
  ...kustomizeCatalog,
  ...nginxCatalog,
  ...rewriteCatalog,
  ...sourcesCatalog,
  ...translateCatalog,
  ...verifyCatalog,
};
