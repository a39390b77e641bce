/** Diagnostics of `config`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface ConfigParams {
  "config-unreadable": { readonly problem: string };
  "config-unknown-key": {
    readonly key: string;
    readonly nearest: string | undefined;
    readonly valid: readonly string[];
  };
  "config-missing-key": { readonly key: string };
  "config-wrong-type": { readonly key: string; readonly expected: string; readonly found: string };
  "config-bad-value": { readonly key: string; readonly value: string; readonly expected: string };
  "config-repeated-name": { readonly key: string; readonly name: string };
  "config-target-unsupported": {
    readonly target: string;
    readonly isPlanned: boolean;
    readonly nearest: string | undefined;
    readonly supported: readonly string[];
  };
  "config-target-version-unknown": {
    readonly target: string;
    readonly version: string;
    readonly known: readonly string[];
    readonly gatewayApi: string;
    readonly isStated: boolean;
  };
  "config-target-api-newer": {
    readonly target: string;
    readonly version: string;
    readonly testedWith: string;
    readonly gatewayApi: string;
  };
  "config-gateway-api-unknown": {
    readonly gatewayApi: string;
    readonly oldest: string;
    readonly newest: string;
  };
  "config-gateway-missing": { readonly found: readonly string[] };
  "config-not-used-yet": { readonly key: string };
  "config-service-unknown": {
    readonly key: string;
    readonly service: string;
    readonly nearest: string | undefined;
  };
}

const nothingWritten = "Nothing is written to the repository until this is put right.";

export const configCatalog: Catalog<ConfigParams> = {
  "config-unreadable": {
    title: "Configuration cannot be read",
    severity: "blocker",
    explain: ({ problem }) => `The configuration cannot be read: ${problem}. ${nothingWritten}`,
    remedy: () => "Make the file one YAML document that holds a mapping.",
  },
  "config-unknown-key": {
    title: "Unknown key in the configuration",
    severity: "blocker",
    explain: ({ key }) => `The configuration has no key \`${key}\`. ${nothingWritten}`,
    remedy: ({ nearest, valid }) =>
      nearest === undefined
        ? `Use one of ${list(valid)}, or take the key out.`
        : `Did you mean \`${nearest}\`? Known here: ${list(valid)}.`,
  },
  "config-missing-key": {
    title: "Key missing in the configuration",
    severity: "blocker",
    explain: ({ key }) => `\`${key}\` is needed here and is not stated. ${nothingWritten}`,
    remedy: ({ key }) => `Add \`${key}\`.`,
  },
  "config-wrong-type": {
    title: "Wrong type in the configuration",
    severity: "blocker",
    explain: ({ key, expected, found }) =>
      `\`${key}\` has to be ${expected}; the configuration has ${found}. ${nothingWritten}`,
    remedy: ({ key, expected }) =>
      expected === "text"
        ? `Write \`${key}\` as text; values such as \`1.10\` or \`true\` need quotes.`
        : `Write \`${key}\` as ${expected}.`,
  },
  "config-bad-value": {
    title: "Value the configuration does not take",
    severity: "blocker",
    explain: ({ key, value, expected }) =>
      `\`${key}\` is \`${value}\`; expected is ${expected}. ${nothingWritten}`,
    remedy: ({ key, expected }) => `Give \`${key}\` ${expected}.`,
  },
  "config-repeated-name": {
    title: "Name stated twice in the configuration",
    severity: "blocker",
    explain: ({ key, name }) => `\`${name}\` stands twice under \`${key}\`. ${nothingWritten}`,
    remedy: ({ name }) => `Keep one entry for \`${name}\`.`,
  },
  "config-target-unsupported": {
    title: "Target not supported",
    severity: "blocker",
    explain: ({ target, isPlanned }) =>
      isPlanned
        ? `The target \`${target}\` is planned, but this release cannot write routes for it. ${nothingWritten}`
        : `There is no target \`${target}\`. ${nothingWritten}`,
    remedy: ({ nearest, supported }) =>
      nearest === undefined
        ? `Use one of ${list(supported)}. \`standard\` writes nothing but Gateway API's own fields, which every implementation reads.`
        : `Did you mean \`${nearest}\`? Supported: ${list(supported)}.`,
  },
  "config-target-version-unknown": {
    title: "Version of the target is not known",
    severity: "warning",
    explain: ({ target, version, known, gatewayApi, isStated }) =>
      `Which Gateway API release ${target} ${version} goes with is not known here (known: ${
        known.length === 0 ? "none, this target has no versions" : known.join(", ")
      }). ${isStated ? `The stated ${gatewayApi} is used.` : `${gatewayApi} is used, which is the default and not derived from the version.`}`,
    remedy: ({ isStated }) =>
      isStated
        ? "Check that the cluster's CRDs are of the stated release."
        : "State `target.gatewayApi`: the release of the Gateway API CRDs in the cluster.",
  },
  "config-target-api-newer": {
    title: "Gateway API newer than the target was tested with",
    severity: "warning",
    explain: ({ target, version, testedWith, gatewayApi }) =>
      `${target} ${version} was tested with Gateway API ${testedWith}; the configuration states ${gatewayApi}. Fields newer than ${testedWith} may be ignored by it.`,
    remedy: ({ testedWith }) =>
      `State \`gatewayApi: "${testedWith}"\`, or check that this version reads the newer fields.`,
  },
  "config-gateway-api-unknown": {
    title: "Gateway API release is not known",
    severity: "warning",
    explain: ({ gatewayApi, oldest, newest }) =>
      `The rules of Gateway API ${oldest} to ${newest} are known here, not those of ${gatewayApi}. Routes are written for the nearest known release.`,
    remedy: ({ oldest, newest }) =>
      `State a release from ${oldest} to ${newest}, and check the routes with the cluster's own CRDs.`,
  },
  "config-gateway-missing": {
    title: "No Gateway to attach routes to",
    severity: "warning",
    explain: ({ found }) =>
      found.length === 0
        ? "The configuration names no Gateway and the repository holds none. Ingresses can be listed and planned; routes cannot be written."
        : `The configuration names no Gateway and the repository holds ${found.length}: ${found.join(", ")}. Ingresses can be listed and planned; routes cannot be written.`,
    remedy: () => "State `gateway: {name: …, namespace: …}`.",
  },
  "config-not-used-yet": {
    title: "Key is accepted but not used yet",
    severity: "note",
    explain: ({ key }) => `\`${key}\` is understood, but this release does not act on it.`,
    remedy: () => "Nothing to do. The key may stay for a later release.",
  },
  "config-service-unknown": {
    title: "No such service",
    severity: "warning",
    explain: ({ key, service }) =>
      `\`${key}\` names the service \`${service}\`, but no Ingress that moves is called so. The entry has no effect.`,
    remedy: ({ nearest }) =>
      nearest === undefined
        ? "Use a name that `tidegate plan` prints, or take the entry out."
        : `Did you mean \`${nearest}\`? \`tidegate plan\` prints the names.`,
  },
};

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
