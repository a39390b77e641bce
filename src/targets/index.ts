/** The registry of targets: lists them, nothing else. A new target is one folder and one line here. */
import type { TargetName } from "../model/config.ts";
import { cilium } from "./cilium/index.ts";
import { envoyGateway } from "./envoy-gateway/index.ts";
import { standard } from "./standard/index.ts";
import type { Target } from "./target.ts";

export const targets: { readonly [Name in TargetName]: Target } = {
  standard,
  "envoy-gateway": envoyGateway,
  cilium,
};
