/** Diagnostics about the ingress-nginx controllers a repository configures: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface ControllerParams {
  "controller-found": {
    /** "ConfigMap ingress-nginx/ingress-nginx-controller". */
    readonly title: string;
    readonly className: string | undefined;
    /** How many settings it states. */
    readonly settings: number;
  };
  "controller-config-overruled": {
    readonly key: string;
    readonly stated: string;
    readonly found: string;
    readonly title: string;
  };
  "controller-config-incomplete": { readonly title: string; readonly why: string };
  "controllers-disagree": {
    readonly key: string;
    readonly titles: readonly string[];
    readonly used: string;
  };
  "controllers-disagree-on-access": { readonly key: string; readonly titles: readonly string[] };
  "controller-flag-differs": { readonly flag: string; readonly value: string; readonly because: string };
  "controller-flag-needs-decision": {
    readonly flag: string;
    readonly value: string;
    readonly because: string;
  };
  "controllers-share-host": { readonly host: string; readonly classes: readonly string[] };
}

export const controllerCatalog: Catalog<ControllerParams> = {
  "controller-found": {
    title: "The controller's settings are in the repository",
    severity: "note",
    explain: ({ title, className, settings }) =>
      `The settings of ingress-nginx${className === undefined ? "" : ` for the class \`${className}\``} were read from ${title} (${settings === 1 ? "1 setting" : `${settings} settings`}). They decide what an absent annotation means.`,
    remedy: () => "Nothing to do, if this is the controller that serves the Ingresses.",
  },
  "controller-config-overruled": {
    title: "The repository and nginx.config differ",
    severity: "note",
    explain: ({ key, stated, found, title }) =>
      `\`nginx.config\` states ${key}: ${quote(stated)}, and ${title} has ${quote(found)}. The repository is what the cluster gets, so its value was used.`,
    remedy: ({ key }) => `Remove ${key} from \`nginx.config\` in .github/tidegate.yml.`,
  },
  "controller-config-incomplete": {
    title: "Some settings of the controller cannot be read",
    severity: "warning",
    explain: ({ title, why }) =>
      `Part of what configures ${title} is not known: ${why}. What is not known was taken to be at its default.`,
    remedy: () =>
      "State the missing entries under `nginx.config` in .github/tidegate.yml; address lists, global authentication and snippets above all.",
  },
  "controllers-disagree": {
    title: "Several controllers with different settings",
    severity: "warning",
    explain: ({ key, titles, used }) =>
      `${titles.join(" and ")} set ${key} differently, and nothing tells which one serves which Ingress. ${quote(used)} was used.`,
    remedy: () =>
      "Give each controller its IngressClass, or name `clusters` with their paths in .github/tidegate.yml.",
  },
  "controllers-disagree-on-access": {
    title: "Several controllers with different access rules",
    severity: "blocker",
    explain: ({ key, titles }) =>
      `${titles.join(" and ")} set ${key} differently, nothing tells which one serves which Ingress, and the setting decides who gets in. No route was written.`,
    remedy: () =>
      "Give each controller its IngressClass, or name `clusters` with their paths in .github/tidegate.yml.",
  },
  "controller-flag-differs": {
    title: "A controller flag that is not carried over",
    severity: "warning",
    explain: ({ flag, value, because }) =>
      `The controller runs with --${flag}=${value}: ${because}. Routes are written without it.`,
    remedy: ({ flag }) => `Check whether the new gateway needs a counterpart of --${flag}.`,
  },
  "controller-flag-needs-decision": {
    title: "A controller flag that needs a decision",
    severity: "blocker",
    explain: ({ flag, value, because }) =>
      `The controller runs with --${flag}=${value}: ${because}. It holds for every Ingress, so no route was written.`,
    remedy: ({ flag }) =>
      `Settle what --${flag} does by hand, then list \`${flag}\` under \`nginx.carriedOver\` in .github/tidegate.yml.`,
  },
  "controllers-share-host": {
    title: "One host, two controllers",
    severity: "blocker",
    explain: ({ host, classes }) =>
      `${host} is served by controllers with different settings (classes ${classes.join(" and ")}), each at its own address. One set of routes cannot answer like both, so none was written.`,
    remedy: () =>
      "Give the classes Gateways of their own and move them as separate clusters, or remove the host from one of them.",
  },
};

/** Values shown to people are cut: a repository may hold anything. */
function quote(value: string): string {
  const shown = value.length > 120 ? `${value.slice(0, 120)}…` : value;
  return JSON.stringify(shown);
}
