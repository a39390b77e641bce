/**
 * Refusals for access checks, each with what a person can do on the implementation at hand: these fail closed everywhere, and what
 * differs between implementations is the way out.
 */
import type { Emit, Unsupported } from "./target.ts";
import { refusal } from "./target.ts";

export interface AccessRecipes {
  /** Sentences without a full stop. */
  readonly basic: string;
  readonly external: string;
  readonly certificates: string;
}

const inApplication = "check in the application, or put an authenticating proxy before the service";

export function accessRefusals(recipes: AccessRecipes): {
  readonly "basic-auth": Emit<"basic-auth">;
  readonly "external-auth": Emit<"external-auth">;
  readonly "client-certificates": Emit<"client-certificates">;
  readonly "satisfy-any": Unsupported;
} {
  return {
    "basic-auth": ({ scheme }) => ({
      answers: {
        "": refusal({
          because:
            scheme === "basic"
              ? "it asks for a password, and what the Secret holds is not known here"
              : "it asks for a password by digest authentication, which no Gateway API implementation has",
          choices: `${recipes.basic}; or ${inApplication}; then remove the annotation`,
        }),
      },
    }),
    "external-auth": ({ url, signin }) => ({
      answers: {
        "": refusal({
          because: `it lets ${shown(url)} decide which requests may pass${
            signin === undefined
              ? ""
              : `, and sends people to ${shown(signin)} to sign in, which no gateway does by itself`
          }`,
          choices: `${recipes.external}; or ${inApplication}; then remove the annotations. A sign-in page needs an auth service that answers with the redirect itself (oauth2-proxy does so on its proxy endpoint /, not on /oauth2/auth)`,
        }),
      },
    }),
    "client-certificates": ({ isOptional }) => ({
      answers: {
        "": refusal({
          because: `it ${isOptional ? "asks for" : "demands"} client certificates on the whole host`,
          choices: `${recipes.certificates}; or check in the application; then remove the annotations`,
        }),
      },
    }),
    "satisfy-any": {
      because: "it lets a request pass when any one of several access checks passes",
      choices:
        "Decide which single check guards the route; no Gateway API field and no policy combines them this way",
    },
  };
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
