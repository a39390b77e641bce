/**
 * A share of the traffic by header, cookie and weight: rules with header conditions come before the rule with weights. A cookie
 * is a part of the Cookie header, which takes a regular expression.
 */
import type { HttpHeaderMatch } from "../gateway/objects/http-route.ts";
import type { CanaryIntent } from "../model/intent.ts";
import { answer, refuse } from "./core.ts";
import type { Emit } from "./target.ts";

export interface Pick {
  readonly header: HttpHeaderMatch;
  readonly to: "main" | "canary";
}

/** In nginx's order: the first that matches decides. */
export function canaryPicks(intent: CanaryIntent): readonly Pick[] {
  return [...headerPicks(intent), ...cookiePicks(intent)];
}

function headerPicks({ header }: CanaryIntent): readonly Pick[] {
  if (header === undefined) return [];
  const { name } = header;
  switch (header.is) {
    case "value":
      return [{ header: { type: "Exact", name, value: header.value }, to: "canary" }];
    case "pattern":
      // nginx searches, implementations compare the whole value or search: this text is the same to both.
      return [
        { header: { type: "RegularExpression", name, value: `.*(?:${header.pattern}).*` }, to: "canary" },
      ];
    case "switch":
      return [
        { header: { type: "Exact", name, value: "always" }, to: "canary" },
        { header: { type: "Exact", name, value: "never" }, to: "main" },
      ];
  }
}

function cookiePicks({ cookie }: CanaryIntent): readonly Pick[] {
  if (cookie === undefined) return [];
  const value = (word: string) => cookieExpression(cookie, word);
  return [
    { header: { type: "RegularExpression", name: "Cookie", value: value("always") }, to: "canary" },
    { header: { type: "RegularExpression", name: "Cookie", value: value("never") }, to: "main" },
  ];
}

/**
 * A Cookie header whose first cookie of this name has the value, as nginx looks it up: names in any case, "," separates too, spaces
 * may stand around "=", and what stands there instead is read over, a separator too (ngx_http_parse_multi_header_lines, tried on
 * nginx 1.22). Each alternative begins with another character, so that no engine has to go back.
 */
export function cookieExpression(name: string, word: string): string {
  const letters = name.split("").map(letterOf);
  const other = letters.reduceRight(
    (rest, { one, set }, index) => `(?:[^${set};,${index === 0 ? " " : ""}][^;,]*|${one}${rest})?`,
    " *[^ =][^;,]*",
  );
  return `^ *(?:${other}[;,] *)*${letters.map(({ one }) => one).join("")} *= *${word}(?:;.*)?$`;
}

/** A character of the name as an expression, and as it stands in a class. */
function letterOf(char: string): { readonly one: string; readonly set: string } {
  const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
  if (lower !== upper) return { one: `[${upper}${lower}]`, set: `${upper}${lower}` };
  return { one: char === "." ? "\\." : char, set: char === "-" ? "\\-" : char };
}

/** For implementations that match headers against regular expressions. */
export const canary: Emit<"canary"> = (intent) => {
  const kinds = [
    ...(intent.header === undefined ? [] : ["header"]),
    ...(intent.cookie === undefined ? [] : ["cookie"]),
    ...(intent.weight === 0 ? [] : ["weight"]),
  ];
  const by = kinds.length === 0 ? "nothing, so no request goes here" : kinds.join(", then ");
  const note = `the routes of the main Service send a share here by ${by}; nginx answers 503 while the main Service has no endpoints, and sends all to it while the canary has none`;
  return answer("approximate", note);
};

/** For those that only promise exact values. */
export const canaryByValue: Emit<"canary"> = (intent, context) => {
  if (intent.cookie === undefined && intent.header?.is !== "pattern") return canary(intent, context);
  return refuse(
    "cookies and patterns need regular expressions on headers, which this target does not promise",
    "Decide by canary-by-header or by weight, or choose another target",
  );
};
