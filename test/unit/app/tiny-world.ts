/**
 * A core small enough to see through: `apps/NAME.yaml` is an Ingress in wave `wave=N` of its text, `apps/NAME.route.yaml` its route,
 * `blocked` in the text blocks it, `differs=ID` is a difference, `opens=ID` one of access. `.github/tidegate.yml` holds `soak=MS`, `check=NAME`, `admins` or `invalid`.
 */

import { diagnose, type Outcome, outcome, stableId } from "../../../src/diagnostics/diagnostic.ts";
import type { ProposeCutover, ProposeRendered, SurveyRepository } from "../../../src/flows/rendered.ts";
import { type RepoPath, toIngressKey, toRepoPath } from "../../../src/model/brands.ts";
import type { Config } from "../../../src/model/config.ts";
import { handedOver } from "../../../src/model/dns.ts";
import type { FileChange } from "../../../src/model/edits.ts";
import type { InventoryIngress } from "../../../src/model/ingress.ts";
import type { PlannedService, Wave } from "../../../src/model/plan.ts";
import type { Proof } from "../../../src/model/proof.ts";
import type { RepoSnapshot } from "../../../src/model/snapshot.ts";
import type {
  CutoverProposal,
  ProposeWave,
  Survey,
  SurveySnapshot,
  WaveDecisions,
} from "../../../src/model/survey.ts";
import type { Emission } from "../../../src/model/translation.ts";

const cluster = "prod";

/** As the App asks for them. */
export const tinyFlows: {
  readonly survey: SurveyRepository;
  readonly propose: ProposeRendered;
  readonly cutover: ProposeCutover;
} = {
  survey: async (...asked) => tinySurvey(...asked),
  propose: async (...asked) => tinyPropose(...asked),
  cutover: async (...asked) => tinyCutover(asked[0], asked[1]),
};

export const tinySurvey: SurveySnapshot = (snapshot, { decisions }) => {
  const configText = textOf(snapshot, ".github/tidegate.yml");
  const ingresses = snapshot.files.flatMap(({ path }) => ingressOf(snapshot, path));
  const survey: Survey = {
    snapshot,
    config: configOf(configText ?? ""),
    configPath: configText === undefined ? undefined : path(".github/tidegate.yml"),
    configIsValid: !(configText ?? "").includes("invalid"),
    assumptions: ["There is one cluster."],
    inventory: {
      clusters: [],
      assumptions: [],
      unsupported: [],
      stats: { files: snapshot.files.length, bytes: 0, ingresses: ingresses.length },
      crds: [],
    },
    clusters: [
      {
        inventory: { name: cluster, paths: [], ingresses, services: [], gatewayObjects: [] },
        emissions: ingresses.map(emissionOf),
        complexity: new Map(),
      },
    ],
    waves: wavesOf(snapshot, ingresses, decisions),
    blockers: new Map(),
    renders: undefined,
    inventoryDiagnostics: [],
  };
  return outcome(survey);
};

export const tinyPropose: ProposeWave = (survey, request) => {
  const { kind, wave, cluster: wanted, accepted, acceptedDoors = accepted } = request;
  const services = survey.waves.filter(({ number }) => number === wave).flatMap((one) => one.services);
  const opened = (service: PlannedService) =>
    openedBy(survey, service).filter((id) => !acceptedDoors.has(id));
  const movable = services.filter((service) => {
    if (kind === "remove") return service.status === "migrated" && !isNamed(survey, service);
    return (service.status === "planned" || service.status === "migrated") && opened(service).length === 0;
  });
  const isValid = survey.configIsValid;
  const moved = (isValid ? movable : []).flatMap((service) =>
    service.ingresses.flatMap((key) => {
      const ingress = survey.clusters[0]?.inventory.ingresses.find((one) => one.key === key);
      if (ingress === undefined) return [];
      return [
        {
          ingress: key,
          service: service.name,
          cluster,
          emission: emissionOf(ingress),
          ingressPath: ingress.site.path,
          ingressLine: 1,
          routePath: routePath(ingress.site.path),
        },
      ];
    }),
  );
  const files = moved.flatMap(({ ingressPath, routePath: route }): readonly FileChange[] => {
    const before = textOf(survey.snapshot, ingressPath) ?? "";
    if (kind === "remove") return [{ action: "delete", path: ingressPath, before, because: "moved" }];
    if (textOf(survey.snapshot, route) !== undefined) return [];
    return [{ action: "add", path: route, after: `route of ${ingressPath}\n`, because: "route" }];
  });
  const proof = proofOf(
    moved.map(({ ingressPath }) => textOf(survey.snapshot, ingressPath) ?? ""),
    accepted,
  );
  const notMoved = services
    .filter((service) => !movable.includes(service))
    .map((service) => ({
      service,
      reasons: [`it is ${service.status}`],
      diagnostics:
        kind === "remove" && isNamed(survey, service)
          ? [diagnose("remove-dns-not-handed-over", { routes: ["cart"], annotation: "external-dns" })]
          : opened(service).map((witness) =>
              diagnose("proof-access-difference", {
                host: "a.example.com",
                scheme: "https",
                method: "GET",
                path: "/",
                reason: "nginx refuses it.",
                witness,
              }),
            ),
    }));
  const planHash = stableId([
    kind,
    String(wave),
    JSON.stringify(files),
    JSON.stringify(proof),
    JSON.stringify(notMoved),
  ]);
  return outcome({ kind, wave, cluster: wanted, changes: { files }, moved, notMoved, proof, planHash });
};

/** `dns` in the text of an Ingress: external-dns publishes its name, until it says `dns=routes`; `stuck`: no cutover can edit it. */
const awaitsDns = (text: string) => /\bdns\b(?!=routes)/.test(text);

function isNamed(survey: Survey, { ingresses }: PlannedService): boolean {
  const found = survey.clusters[0]?.inventory.ingresses.filter(({ key }) => ingresses.includes(key)) ?? [];
  return found.some(({ site }) => awaitsDns(textOf(survey.snapshot, site.path) ?? ""));
}

function tinyCutover(survey: Survey, { wave }: { readonly wave: number }): Outcome<CutoverProposal> {
  const keys = survey.waves
    .filter(({ number }) => number === wave)
    .flatMap(({ services }) => services)
    .filter((service) => service.status === "migrated" && isNamed(survey, service))
    .flatMap(({ ingresses }) => ingresses);
  const all = (survey.clusters[0]?.inventory.ingresses ?? []).filter(({ key }) => keys.includes(key));
  const isStuck = ({ site }: InventoryIngress) =>
    (textOf(survey.snapshot, site.path) ?? "").includes("stuck");
  const handed = all.filter((one) => !isStuck(one));
  const files = handed.map(({ site }): FileChange => {
    const before = textOf(survey.snapshot, site.path) ?? "";
    const after = before.replace(/\bdns\b/, "dns=routes");
    return { action: "edit", path: site.path, before, after, because: "hands over" };
  });
  const names = handed.map(({ key, name, site }) => {
    const hosts = [`${name}.example.com`];
    return { cluster, ingress: key, path: site.path, line: 1, hosts, routes: [`HTTPRoute ${name}`] };
  });
  const params = { what: "It is stuck", manual: "Do it by hand." };
  return outcome(
    { changes: { files }, handedOver: names.map(({ ingress }) => `${cluster}: ${ingress}`), names },
    all.filter(isStuck).map(({ key }) => diagnose("cutover-not-written", params, { ingress: key })),
  );
}

function openedBy(survey: Survey, { ingresses }: PlannedService): readonly string[] {
  const found = survey.clusters[0]?.inventory.ingresses.filter(({ key }) => ingresses.includes(key)) ?? [];
  const texts = found.map(({ site }) => textOf(survey.snapshot, site.path) ?? "");
  return texts.flatMap((text) => [...text.matchAll(/opens=(\w+)/g)].map(([, id]) => id ?? ""));
}

function wavesOf(
  snapshot: RepoSnapshot,
  ingresses: readonly InventoryIngress[],
  decisions: WaveDecisions | undefined,
): readonly Wave[] {
  const placed = ingresses.map((ingress) => {
    const text = textOf(snapshot, ingress.site.path) ?? "";
    const written = Number(/wave=(\d+)/.exec(text)?.[1] ?? 1);
    const hold = decisions?.hold.find(({ service }) => service === ingress.key);
    const isMigrated = textOf(snapshot, routePath(ingress.site.path)) !== undefined;
    const isBlocked = text.includes("blocked");
    const service: PlannedService = {
      name: ingress.key,
      cluster,
      ingresses: [ingress.key],
      hosts: [`${ingress.name}.example.com`],
      complexity: "low",
      exposure: "public",
      isCatchAll: false,
      status: hold !== undefined ? "held" : isBlocked ? "blocked" : isMigrated ? "migrated" : "planned",
      holdReason: hold?.reason,
      blockers: isBlocked ? ["0123456789"] : [],
    };
    return { wave: decisions?.pin[ingress.key] ?? written, service };
  });
  const numbers = [...new Set(placed.map(({ wave }) => wave))].sort((a, b) => a - b);
  return numbers.map((number) => ({
    number,
    name: "low complexity",
    services: placed.filter(({ wave }) => wave === number).map(({ service }) => service),
  }));
}

function ingressOf(snapshot: RepoSnapshot, file: RepoPath): readonly InventoryIngress[] {
  const name = /^apps\/([a-z]+)\.yaml$/.exec(file)?.[1];
  if (name === undefined) return [];
  const text = textOf(snapshot, file) ?? "";
  return [
    {
      key: toIngressKey("shop", name),
      namespace: "shop",
      name,
      labels: {},
      annotations: {
        content: text.replace("dns=routes", "dns"),
        ...(text.includes("dns=routes") && { "external-dns/controller": handedOver }),
      },
      creationTimestamp: undefined,
      spec: { ingressClassName: "nginx", defaultBackend: undefined, rules: [], tls: [] },
      cluster,
      class: { name: "nginx", from: "spec", ours: true },
      sourceKind: "manifest",
      site: {
        path: file,
        document: 0,
        item: undefined,
        place: { path: file, line: 1, column: 1 },
        hasNamespace: true,
      },
      chain: [],
      listedBy: [],
    },
  ];
}

function emissionOf(ingress: InventoryIngress): Emission {
  const isBlocked = (ingress.annotations["content"] ?? "").includes("blocked");
  const verdict = {
    ingress: ingress.key,
    key: "nginx.ingress.kubernetes.io/backend-protocol",
    value: "HTTPS",
    verdict: isBlocked ? ("blocker" as const) : ("approximate" as const),
    target: "cilium",
    note: "Say which certificate the backend has.",
  };
  return {
    ingress: ingress.key,
    objects: isBlocked
      ? []
      : [
          {
            apiVersion: "gateway.networking.k8s.io/v1",
            kind: "HTTPRoute",
            metadata: { name: ingress.name },
            spec: { hostnames: [`${ingress.name}.example.com`] },
          },
        ],
    verdicts: [verdict],
    blocked: isBlocked,
    features: [],
  };
}

/** `differs=ID` in an Ingress makes a difference between old and new. */
function proofOf(texts: readonly string[], accepted: ReadonlySet<string>): Proof {
  const ids = texts.flatMap((text) =>
    [...text.matchAll(/(?:differs|opens)=(\w+)/g)].map(([, id]) => id ?? ""),
  );
  const request = { scheme: "https" as const, host: "a.example.com", method: "GET", path: "/", headers: {} };
  return {
    equivalent: ids.every((id) => accepted.has(id)),
    hosts: [
      {
        host: "a.example.com",
        verdict: ids.length === 0 ? "equivalent" : "different",
        classes: 7,
        witnesses: ids.map((id) => ({
          id,
          request,
          old: { kind: "status", status: 404 },
          new: { kind: "status", status: 200 },
          reason: "nginx answers 404.",
          deviation: undefined,
          accepted: accepted.has(id),
        })),
      },
    ],
    assumptions: [],
  };
}

function configOf(text: string): Config {
  const target = {
    name: "cilium",
    version: undefined,
    gatewayApi: { major: 1, minor: 5 },
    channel: "standard",
  } as const;
  const check = /check=(\S+)/.exec(text)?.[1];
  return {
    ingressClasses: ["nginx"],
    defaultClass: "nginx",
    target,
    gateway: undefined,
    gatewayByClass: {},
    nginx: {},
    clusters: undefined,
    waves: { maxPerWave: 20, pin: {}, hold: [] },
    place: "beside",
    charts: { pull: "never", kubeVersion: undefined, apiVersions: [], services: {}, hidden: [] },
    removal: { values: "disable" },
    accept: { security: text.includes("admins") ? "admin" : "maintain" },
    dns: { externalDns: undefined },
    parity: {
      soak: Number(/soak=(\d+)/.exec(text)?.[1] ?? 172_800_000),
      requiredChecks: check === undefined ? [] : [check],
    },
    ignore: [],
  };
}

function routePath(ingressPath: RepoPath): RepoPath {
  return path(ingressPath.replace(/\.yaml$/, ".route.yaml"));
}

function path(text: string): RepoPath {
  const made = toRepoPath(text);
  if (made === undefined) throw new Error(`no path: ${text}`);
  return made;
}

function textOf(snapshot: RepoSnapshot, file: string): string | undefined {
  const bytes = snapshot.bytes(path(file));
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
