/** Valid objects that tests bend, and what validation says of them, in one line each. */
import { load } from "js-yaml";
import { severityOf } from "../../../src/diagnostics/diagnostic.ts";
import { validateObjects } from "../../../src/gateway/validate/validate.ts";
import type { Channel } from "../../../src/model/config.ts";
import type { KubeObject } from "../../../src/model/kube.ts";

export interface Setting {
  readonly minor?: number;
  readonly channel?: Channel;
  readonly crds?: readonly KubeObject[];
}

/** "spec.rules[0]: must ..." for every blocker. */
export function refusals(object: KubeObject, setting: Setting = {}): readonly string[] {
  const { minor = 6, channel = "standard", crds = [] } = setting;
  return validateObjects([object], { gatewayApi: { major: 1, minor }, channel, crds })
    .diagnostics.filter((one) => severityOf(one) === "blocker")
    .map((one) =>
      "rule" in one.params && "field" in one.params ? `${one.params.field}: ${one.params.rule}` : one.code,
    );
}

export function object(yaml: string): KubeObject {
  return load(yaml) as KubeObject; // tests write objects
}

/** An HTTPRoute with this spec, given as YAML or as a value. */
export function route(spec: string | object): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "shop", namespace: "store" },
    spec: typeof spec === "string" ? load(spec) : spec,
  };
}

/** An HTTPRoute with one rule. */
export function routeWith(rule: object): KubeObject {
  return route({ parentRefs: [{ name: "edge" }], rules: [rule] });
}

export function gateway(spec: object): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "edge" },
    spec: { gatewayClassName: "edge", ...spec },
  };
}

export function backendTls(spec: object): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "BackendTLSPolicy",
    metadata: { name: "argocd" },
    spec: {
      targetRefs: [{ group: "", kind: "Service", name: "argocd" }],
      validation: { hostname: "argocd.internal", wellKnownCACertificates: "System" },
      ...spec,
    },
  };
}
