/**
 * Prints the configuration file of the onboarding pull request: commented, and read back without a diagnostic. Every value goes through
 * JSON quoting, so that no name from a repository can end a line or begin a key.
 */

import { compareText } from "../model/brands.ts";
import type { GatewayChoice, TargetChoice } from "../model/config.ts";
import { printApiVersion } from "./target-versions.ts";

export interface OnboardingCluster {
  readonly name: string;
  readonly paths: readonly string[];
}

export interface OnboardingChoices {
  /** Classes that move, as found. */
  readonly classes: readonly string[];
  /** undefined: a commented placeholder is printed. */
  readonly gateway: GatewayChoice | undefined;
  readonly target: TargetChoice;
  readonly clusters?: readonly OnboardingCluster[] | undefined;
  /** Service to wave number. */
  readonly pins: Readonly<Record<string, number>>;
  /** Where editors find the schema. */
  readonly schemaUrl?: string | undefined;
}

export function printOnboardingConfig(choices: OnboardingChoices): string {
  const sections = [
    head(choices.schemaUrl),
    classes(choices.classes),
    target(choices.target),
    gateway(choices.gateway),
    clusters(choices.clusters ?? []),
    waves(choices.pins),
    parity,
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function head(schemaUrl: string | undefined): readonly string[] {
  return [
    ...(schemaUrl === undefined ? [] : [`# yaml-language-server: $schema=${schemaUrl.replace(/\s/g, "")}`]),
    "# How Tidegate moves the Ingresses of this repository to Gateway API.",
    "version: 1",
  ];
}

function classes(names: readonly string[]): readonly string[] {
  const moving = names.length === 0 ? ["nginx"] : names;
  const fallback = moving.includes("nginx") ? "nginx" : (moving[0] ?? "nginx");
  return [
    "# Classes that move. Ingresses of other classes are listed and not touched.",
    `ingressClasses: [${moving.map((name) => quote(name)).join(", ")}]`,
    "# What an Ingress without a class belongs to; null: it is not ours.",
    `defaultClass: ${quote(fallback)}`,
  ];
}

function target({ name, version, gatewayApi, channel }: TargetChoice): readonly string[] {
  const fields = [
    `name: ${name}`,
    ...(version === undefined ? [] : [`version: ${quote(version, true)}`]),
    `gatewayApi: ${quote(printApiVersion(gatewayApi), true)}`,
    `channel: ${channel}`,
  ];
  return [
    "# The Gateway implementation that routes are written for, and the Gateway API release in the cluster.",
    `target: {${fields.join(", ")}}`,
  ];
}

function gateway(choice: GatewayChoice | undefined): readonly string[] {
  if (choice === undefined) {
    return [
      "# The Gateway that routes attach to. No single one was found in this repository: please fill it in,",
      "# nothing can be proposed without it. `sections` are the names of its listeners.",
      "# gateway: {name: my-gateway, namespace: my-namespace, sections: {http: http, https: https}}",
    ];
  }
  const { name, namespace, sections } = choice;
  return [
    "# The Gateway that routes attach to; `sections` are the names of its listeners.",
    "gateway:",
    `  name: ${quote(name)}`,
    `  namespace: ${quote(namespace)}`,
    `  sections: {http: ${quote(sections.http)}, https: ${quote(sections.https)}}`,
  ];
}

function clusters(found: readonly OnboardingCluster[]): readonly string[] {
  if (found.length === 0) return [];
  return [
    "# Clusters and the directories they are made of.",
    "clusters:",
    ...found.map(
      ({ name, paths }) =>
        `  - {name: ${quote(name)}, paths: [${paths.map((path) => quote(path === "" ? "." : path)).join(", ")}]}`,
    ),
  ];
}

function waves(pins: Readonly<Record<string, number>>): readonly string[] {
  const sorted = Object.entries(pins).sort(([a, first], [b, second]) => first - second || compareText(a, b));
  return [
    "waves:",
    "  # Services in one pull request at most.",
    "  maxPerWave: 20",
    ...(sorted.length === 0
      ? []
      : [
          "  # Which service moves in which wave.",
          "  pin:",
          ...sorted.map(([name, wave]) => `    ${quote(name)}: ${wave}`),
        ]),
    "  # hold: [{service: shop/cart, reason: freeze until May}]",
  ];
}

const parity: readonly string[] = [
  "# Before an Ingress is removed, every signal must hold this long. `requiredChecks` are checks on the merge",
  "# commit, such as those of Argo CD or Flux.",
  "parity:",
  "  soak: 48h",
  "  requiredChecks: []",
];

/** Plain where YAML surely reads the same text back, else in double quotes. */
function quote(text: string, always = false): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9]*([-./][A-Za-z0-9]+)*$/.test(text);
  const isWord = /^(y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return isPlain && !isWord && !always ? text : JSON.stringify(text);
}
