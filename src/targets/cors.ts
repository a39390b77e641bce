/**
 * CORS as Gateway API says it since 1.5, and what any implementation of it does differently from nginx.
 */
import type { CorsFilter } from "../gateway/objects/http-filters.ts";
import type { CorsIntent } from "../model/intent.ts";
import { refuse } from "./core.ts";
import type { Emit } from "./target.ts";

const origin = /^(?:\*|https?:\/\/(?:(?:\*\.)?[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*|\*)(?::\d{1,5})?)$/;
const corsMethods: ReadonlySet<string> = new Set(
  "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH *".split(" "),
);

/** Why an intent does not fit the API's CORS fields; undefined when it does. */
export function corsMisfit(intent: CorsIntent): string | undefined {
  const { allowOrigins, allowMethods, allowHeaders, exposeHeaders } = intent;
  const foreign = allowOrigins.find((item) => item.length > 253 || !origin.test(item));
  if (foreign !== undefined) return `the origin ${foreign} is neither http nor https`;
  if (allowOrigins.length === 0) return "no usable origin is listed";
  const method = allowMethods.find((item) => !corsMethods.has(item));
  if (method !== undefined) return `the method ${method} is not one the API lists`;
  if ([allowOrigins, allowHeaders, exposeHeaders].some((list) => list.length > 64))
    return "a list has more than 64 items";
  if ([...allowHeaders, ...exposeHeaders].some((name) => name.length > 256))
    return "a header name is too long";
  return undefined;
}

/**
 * nginx sends a literal "*" next to credentials, which browsers refuse; a gateway would echo the origin and so admit credentials
 * from everywhere. Hence credentials are only kept where origins are listed.
 */
export function keepsCredentials(intent: CorsIntent): boolean {
  return intent.allowCredentials && !intent.allowOrigins.includes("*");
}

export function corsFilter(intent: CorsIntent): CorsFilter {
  return {
    type: "CORS",
    cors: {
      allowOrigins: intent.allowOrigins,
      ...(keepsCredentials(intent) && { allowCredentials: true }),
      ...(intent.allowMethods.length > 0 && { allowMethods: intent.allowMethods }),
      ...(intent.allowHeaders.length > 0 && { allowHeaders: intent.allowHeaders }),
      ...(intent.exposeHeaders.length > 0 && { exposeHeaders: intent.exposeHeaders }),
      maxAge: Math.max(1, intent.maxAge),
    },
  };
}

/** How any CORS implementation differs from nginx's. */
export function corsNote(intent: CorsIntent): string {
  const parts = [
    "preflights are answered with the same lists; nginx also answered plain OPTIONS requests, preflights on http before the https redirect, and set the headers on its own errors",
  ];
  if (intent.allowCredentials && !keepsCredentials(intent)) {
    parts.push('credentials are not announced for "*", which browsers never honoured');
  }
  if (intent.allowOrigins.some((item) => item.includes("*."))) {
    parts.push("a wildcard origin covers any depth of sub-domains instead of one label");
  }
  return parts.join("; ");
}

export const nativeCors: Emit<"cors"> = (intent, { supports }) => {
  const misfit = corsMisfit(intent);
  if (misfit !== undefined) {
    return refuse(misfit, "Correct the list, or answer CORS in the application");
  }
  if (!supports("HTTPRouteCORS")) {
    return refuse(
      "the declared versions have no CORS filter (Gateway API 1.5 brought it)",
      "Move to a newer release, or answer CORS in the application",
    );
  }
  return {
    answers: { "": { verdict: "approximate", note: corsNote(intent) } },
    filters: [corsFilter(intent)],
  };
};
