/**
 * Refusals for access checks, each with what a person can do on the implementation at hand: these fail closed everywhere, and what
 * differs between implementations is the way out.
 */
import { type CertificateWay, clientCertificates } from "./client-certificates.ts";
import type { Emit, Unsupported } from "./target.ts";

export interface AccessRecipes {
  readonly certificates: CertificateWay;
}

export function accessRefusals(recipes: AccessRecipes): {
  readonly "client-certificates": Emit<"client-certificates">;
  readonly "satisfy-any": Unsupported;
} {
  return {
    "client-certificates": clientCertificates(recipes.certificates),
    "satisfy-any": {
      because: "it lets a request pass when any one of several access checks passes",
      choices:
        "Decide which single check guards the route; no Gateway API field and no policy combines them this way",
    },
  };
}
