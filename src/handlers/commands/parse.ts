/**
 * Reads a command from a comment. Only the first line counts, and only when it begins with `/migrate` or a mention of the App:
 * quotes, code and everything below are conversation.
 */
import { nearestName } from "../../model/nearest.ts";
import { prose } from "../../report/markdown.ts";

export type Command =
  | { readonly verb: "plan" | "status" | "help" }
  | { readonly verb: "wave" | "cutover" | "remove"; readonly wave: number }
  | { readonly verb: "rebuild"; readonly wave: number | undefined }
  | { readonly verb: "hold"; readonly service: string; readonly reason: string }
  | { readonly verb: "resume"; readonly service: string }
  | { readonly verb: "move"; readonly service: string; readonly wave: number }
  | { readonly verb: "accept"; readonly finding: string; readonly reason: string }
  | { readonly verb: "later"; readonly word: LaterVerb }
  | { readonly verb: "misused"; readonly usage: string }
  | { readonly verb: "unknown"; readonly word: string; readonly nearest: string | undefined };

/** Verbs of the command language that this release does not have. */
export const laterVerbs = ["parity", "rollback"] as const;
export type LaterVerb = (typeof laterVerbs)[number];

export interface ParsedComment {
  /** The line as written, without needless spaces. */
  readonly text: string;
  readonly command: Command;
}

/** Longer first lines are no commands anybody types. */
const longestLine = 500;

export const usages = {
  plan: "/migrate plan",
  wave: "/migrate wave N",
  status: "/migrate status",
  rebuild: "/migrate rebuild",
  hold: "/migrate hold SERVICE [reason]",
  resume: "/migrate resume SERVICE",
  move: "/migrate move SERVICE wave N",
  accept: "/migrate accept FINDING reason",
  cutover: "/migrate cutover wave N",
  remove: "/migrate remove wave N",
  help: "/migrate help",
} as const;
type Verb = keyof typeof usages;

/** undefined: the comment is no command. */
export function parseComment(body: string): ParsedComment | undefined {
  const line = /^[^\r\n]*/.exec(body)?.[0] ?? "";
  // four spaces or a tab begin a code block
  if (line.length > longestLine || /^( {4}|\t| {1,3}\t)/.test(line)) return undefined;
  const words = line.split(/\s+/).filter((word) => word !== "");
  const [address, verb = "help", ...rest] = words;
  const called = address?.toLowerCase();
  if (called !== "/migrate" && called !== "@tidegate") return undefined;
  return { text: words.slice(1).join(" ") || "help", command: commandOf(verb.toLowerCase(), rest, verb) };
}

function commandOf(verb: string, rest: readonly string[], asWritten: string): Command {
  const later = laterVerbs.find((word) => word === verb);
  if (later !== undefined) return { verb: "later", word: later };
  if (!isVerb(verb))
    return {
      verb: "unknown",
      word: asWritten,
      nearest: nearestName(verb, [...Object.keys(usages), ...laterVerbs]),
    };
  return argumentsOf(verb, rest) ?? { verb: "misused", usage: usages[verb] };
}

function argumentsOf(verb: Verb, rest: readonly string[]): Command | undefined {
  const [first, second, third] = rest;
  switch (verb) {
    case "plan":
    case "status":
    case "help":
      return rest.length === 0 ? { verb } : undefined;
    case "wave": {
      const wave = waveNumber(first);
      return wave === undefined || rest.length > 1 ? undefined : { verb, wave };
    }
    case "cutover":
    case "remove": {
      const wave = waveNumber(second);
      return first?.toLowerCase() !== "wave" || wave === undefined || rest.length > 2
        ? undefined
        : { verb, wave };
    }
    case "rebuild": {
      if (rest.length === 0) return { verb, wave: undefined };
      const wave = waveNumber(second);
      return first?.toLowerCase() !== "wave" || wave === undefined || rest.length > 2
        ? undefined
        : { verb, wave };
    }
    case "hold":
      return isService(first) ? { verb, service: first, reason: rest.slice(1).join(" ") } : undefined;
    case "resume":
      return isService(first) && rest.length === 1 ? { verb, service: first } : undefined;
    case "accept": {
      const reason = rest.slice(1).join(" ");
      if (first === undefined || !/^[0-9a-z]{4,20}$/i.test(first) || reason === "") return undefined;
      return { verb, finding: first.toLowerCase(), reason };
    }
    case "move": {
      const wave = waveNumber(third);
      if (!isService(first) || second?.toLowerCase() !== "wave" || wave === undefined || rest.length > 3)
        return undefined;
      return { verb, service: first, wave };
    }
  }
}

/** "I do not know `wavw`. Did you mean `wave`?" */
export function unknownVerbText(word: string, nearest: string | undefined): string {
  const hint = nearest === undefined ? "" : ` Did you mean \`/migrate ${nearest}\`?`;
  return `There is no command "${prose(word)}".${hint} Nothing was done.`;
}

function waveNumber(word: string | undefined): number | undefined {
  if (word === undefined || !/^\d{1,4}$/.test(word)) return undefined;
  return Number(word);
}

function isService(word: string | undefined): word is string {
  return word !== undefined && /^[^/\s]+\/[^/\s]+$/.test(word);
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(usages, word);
}
