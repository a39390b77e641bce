/**
 * Hidden markers: what the App must read back from GitHub, as JSON in an HTML comment at the end of a body of its own. One file
 * prints and parses them. A marker counts only in texts our own account wrote, which the host adapter sees to; a missing or
 * garbled marker is undefined, and whoever reads it rebuilds from branches and pull requests.
 */
import { z } from "zod";

const Sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const Time = z.string().max(40);

/** A difference somebody accepted. */
const Acceptance = z.object({
  finding: z.string().max(40),
  reason: z.string(),
  /** Login. */
  by: z.string(),
  /** The comment that said so, on an issue or pull request. A marker of an earlier release has none. */
  said: z.object({ issue: z.number().int(), comment: z.number().int() }).optional(),
});
export type Acceptance = z.infer<typeof Acceptance>;

/** In the body of a wave's pull request. */
export const WaveMarker = z.object({
  schema: z.literal(1),
  kind: z.enum(["add", "cutover", "remove"]),
  cluster: z.string(),
  wave: z.number().int(),
  planHash: z.string(),
  base: Sha,
  /** The commit we put, or are about to put, at the head of the branch. */
  head: Sha,
  /** What the branch's head was before that: after an interruption between the two writes it is still ours. */
  previous: Sha.optional(),
  /** Ids of the findings this pull request shows: what whoever merges it has accepted. */
  shown: z.array(z.string()),
  /** What had been accepted by command before; the dashboard's marker decides, this is the record. */
  accepted: z.array(Acceptance).optional(),
  /** Moved Ingress -> hash of its content when this was written. */
  ingresses: z.record(z.string(), z.string()),
  /** Service names of this wave in this cluster that move here. */
  services: z.array(z.string()),
});
export type WaveMarker = z.infer<typeof WaveMarker>;

/** In the body of the onboarding pull request. */
export const OnboardingMarker = z.object({
  schema: z.literal(1),
  planHash: z.string(),
  base: Sha,
  head: Sha,
  previous: Sha.optional(),
});
export type OnboardingMarker = z.infer<typeof OnboardingMarker>;

const LoggedCommand = z.object({
  comment: z.number().int(),
  /** The command as it was understood: verb and arguments. */
  text: z.string(),
  by: z.string(),
  at: Time,
  done: z.boolean(),
  url: z.string(),
});
export type LoggedCommand = z.infer<typeof LoggedCommand>;

/** In the body of the dashboard: the decisions people took by comment. */
export const DashboardMarker = z.object({
  schema: z.literal(1),
  /** Wave number -> services; numbers stay when the repository changes. */
  waves: z.record(z.string(), z.array(z.string())),
  /** Services that somebody moved by command -> wave. */
  moves: z.record(z.string(), z.number().int()),
  /** Hash of the configuration's wave settings the numbers were made with. */
  plannedWith: z.string(),
  /** Branch -> number of the last pull request it had when a newer one was asked for; 0 when it had none. */
  asked: z.record(z.string(), z.number().int()),
  holds: z.array(z.object({ service: z.string(), reason: z.string(), by: z.string() })),
  /** Oldest first. A marker of an earlier release has none. */
  accepted: z.array(Acceptance).default([]),
  /** Branch -> the head that may be overwritten, as it was when somebody asked for a rebuild. */
  rebuilds: z.record(z.string(), Sha),
  /** The last commands, oldest first. */
  commands: z.array(LoggedCommand),
  /** Comments changed before this time have been dealt with. */
  since: Time,
});
export type DashboardMarker = z.infer<typeof DashboardMarker>;

/** In an answer to a command. */
export const AnswerMarker = z.object({
  schema: z.literal(1),
  comment: z.number().int(),
  /** The command line answered: an edited comment can hold a new one. */
  text: z.string(),
});
export type AnswerMarker = z.infer<typeof AnswerMarker>;

/** In the comment that says a branch was left alone. */
export const EditedMarker = z.object({ schema: z.literal(1), head: Sha });
export type EditedMarker = z.infer<typeof EditedMarker>;

const schemas = {
  wave: WaveMarker,
  onboarding: OnboardingMarker,
  dashboard: DashboardMarker,
  answer: AnswerMarker,
  edited: EditedMarker,
} as const;

export interface Markers {
  readonly wave: WaveMarker;
  readonly onboarding: OnboardingMarker;
  readonly dashboard: DashboardMarker;
  readonly answer: AnswerMarker;
  readonly edited: EditedMarker;
}
export type MarkerKind = keyof Markers;

/** Appends the marker on a line of its own, which is where the parser looks. */
export function withMarker<Kind extends MarkerKind>(text: string, kind: Kind, marker: Markers[Kind]): string {
  return `${text}\n\n${printMarker(kind, marker)}\n`;
}

export function printMarker<Kind extends MarkerKind>(kind: Kind, marker: Markers[Kind]): string {
  // "--" and ">" would end the comment; JSON may write any character as an escape.
  const json = JSON.stringify(marker).replace(/[<>]|-(?=-)|&/g, escapeCharacter);
  return `${opening(kind)}${json} -->`;
}

/** The last marker of this kind in a body, or undefined when there is none that can be read. */
export function parseMarker<Kind extends MarkerKind>(kind: Kind, body: string): Markers[Kind] | undefined {
  const start = opening(kind);
  const lines = body.split(/\r?\n/);
  const line = lines.findLast(
    (candidate) => candidate.startsWith(start) && candidate.trimEnd().endsWith(" -->"),
  );
  if (line === undefined) return undefined;
  const parsed = schemas[kind].safeParse(jsonOf(line.trimEnd().slice(start.length, -" -->".length)));
  return parsed.success ? (parsed.data as Markers[Kind]) : undefined; // the schema of this kind made it
}

/** True when a body carries a marker of this kind, readable or not. */
export function hasMarker(kind: MarkerKind, body: string): boolean {
  return body.split(/\r?\n/).some((line) => line.startsWith(opening(kind)));
}

function opening(kind: MarkerKind): string {
  return `<!-- tidegate:${kind} `;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
