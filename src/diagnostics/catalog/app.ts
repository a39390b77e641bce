/** Diagnostics of `app`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface AppParams {
  "app-setting-missing": { readonly name: string; readonly purpose: string };
  "app-setting-unusable": { readonly name: string; readonly expected: string };
  /** `flaw` is a clause: "the comment that accepted it is not there". */
  "acceptance-unproven": { readonly finding: string; readonly by: string; readonly flaw: string };
}

const notStarted = "The App was not started; nothing was read or written.";

export const appCatalog: Catalog<AppParams> = {
  "app-setting-missing": {
    title: "A setting of the App is missing",
    severity: "blocker",
    explain: ({ name, purpose }) =>
      `The environment variable \`${name}\` is not set: ${purpose}. ${notStarted}`,
    remedy: ({ name }) =>
      `Set \`${name}\`. The values stand on the settings page of your GitHub App; \`npx tidegate demo\` needs none.`,
  },
  "app-setting-unusable": {
    title: "A setting of the App cannot be used",
    severity: "blocker",
    // the value itself may be a secret and is never printed
    explain: ({ name, expected }) =>
      `The environment variable \`${name}\` cannot be used: ${expected} is expected. ${notStarted}`,
    remedy: ({ name }) => `Correct \`${name}\` and start again.`,
  },
  "acceptance-unproven": {
    title: "The acceptance of an open door does not count",
    severity: "warning",
    explain: ({ finding, by, flaw }) =>
      `The dashboard says that ${by} accepted \`${finding}\`, which is about who may pass, but ${flaw}. The service stays where it is.`,
    remedy: ({ finding }) =>
      `Have somebody with the permission that \`accept.security\` asks for comment \`/migrate accept ${finding} REASON\`, and leave that comment standing.`,
  },
};
