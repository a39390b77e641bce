/**
 * What a snippet at server level asks for, when all of it is locations that answer with a status: the usual way of closing paths such
 * as /metrics. A location of nginx compares beginnings character by character, so `/metrics` closes `/metricsx` too.
 */
import type { AnsweredLocation } from "../../model/intent.ts";
import { type Directive, readDirectives } from "./directives.ts";
import { answerStatus } from "./understand.ts";

export type ServerReading =
  | { readonly locations: readonly AnsweredLocation[] }
  | { readonly because: string };

export function understandServer(text: string): ServerReading {
  const read = readDirectives(text);
  if ("problem" in read) return { because: read.problem };
  const locations: AnsweredLocation[] = [];
  for (const directive of read.directives) {
    const location = understandLocationBlock(directive);
    if ("because" in location) return location;
    locations.push(location);
  }
  const texts = locations.map((location) => `${location.is} ${location.text}`);
  const twice = texts.find((one, index) => texts.indexOf(one) !== index);
  return twice === undefined ? { locations } : { because: `it has the location ${twice} twice` };
}

function understandLocationBlock(directive: Directive): AnsweredLocation | { readonly because: string } {
  const { name, args, block } = directive;
  if (name !== "location" || block === undefined) {
    return { because: `${name} at server level is not carried over` };
  }
  const said = `location ${args.join(" ")}`;
  const status = statusOf(block);
  if (status === undefined) return { because: `${said} does more than answer with a status` };
  const [first = "", second] = args;
  if (second === undefined) return plainLocation(first, "beginning", status, said);
  if (args.length > 2) return { because: `${said} is not understood` };
  switch (first) {
    case "=":
      return plainLocation(second, "exact", status, said);
    case "^~":
      return plainLocation(second, "beginning", status, said);
    case "~":
    case "~*":
      return { is: "expression", text: second, ignoresCase: first === "~*", status };
    default:
      return { because: `${said} is not understood` };
  }
}

function plainLocation(
  text: string,
  is: "exact" | "beginning",
  status: number,
  said: string,
): AnsweredLocation | { readonly because: string } {
  if (!/^\/[A-Za-z0-9._~/-]*$/.test(text) || text.includes("//") || text === "/") {
    return { because: `${said} is no plain path below /` };
  }
  return { is, text, ignoresCase: false, status };
}

/** `return 404;` or `deny all;`, beside directives that only concern logs. */
function statusOf(block: readonly Directive[]): number | undefined {
  const acting = block.filter(({ name, args }) => !(quiet.has(name) && args.join() === "off"));
  const [only, ...others] = acting;
  if (only === undefined || others.length > 0 || only.block !== undefined) return undefined;
  if (only.name === "deny" && only.args.join() === "all") return 403;
  return only.name === "return" && only.args.length === 1 ? answerStatus(only.args[0] ?? "") : undefined;
}

const quiet: ReadonlySet<string> = new Set(["access_log", "log_not_found"]);
