/**
 * Raw nginx configuration in the locations of an Ingress. A controller with its default settings drops an Ingress that has one, even
 * an empty one; where they are live, a snippet is carried over only when all of it is understood.
 */
import type { AnsweredLocation } from "../../model/intent.ts";
import { readDirectives } from "../snippet/directives.ts";
import { understandServer } from "../snippet/server.ts";
import { understandLocation } from "../snippet/understand.ts";
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

const location = "configuration-snippet";
const server = "server-snippet";

const choices =
  "Say what the snippet does with fields or policies of the new gateway, or move it into the application; then remove the annotation";
const liveChoices =
  'If the running controller accepts snippets, say so with nginx: {config: {allow-snippet-annotations: "true", annotations-risk-level: Critical}} in .github/tidegate.yml; else remove the annotation';

export const snippetsFamily: Family = {
  name: "snippets",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#configuration-snippet",
  keys: { [location]: "snippet", [server]: "snippet" },
  band: "high",
  samples: [
    { [location]: 'more_set_headers "X-Frame-Options: DENY";' },
    { [server]: "location /metrics { return 404; }" },
  ],
  read(view, controller) {
    for (const name of [location, server].filter((known) => view.has(known))) {
      if (!controller.snippetsAreLive) {
        view.refuse(
          name,
          "a controller with default settings drops every Ingress that has a snippet",
          liveChoices,
        );
      }
    }
    if (!controller.snippetsAreLive) return [];
    const locations = readServer(view);
    const text = view.text(location);
    if (text === undefined && locations === undefined) return [];
    const reading = understandLocation(text ?? "");
    if ("because" in reading) {
      view.refuse(location, reading.because, choices);
      return [];
    }
    return [{ kind: "snippet", ...reading.understood, locations }];
  },
};

function readServer(view: AnnotationView): readonly AnsweredLocation[] | undefined {
  const text = view.text(server);
  if (text === undefined) return undefined;
  const reading = understandServer(text);
  if ("locations" in reading) return reading.locations;
  const because = `it holds for the whole host (${named(text)}), and ${reading.because}`;
  view.refuse(server, because, choices);
  return undefined;
}

/** The directives of a snippet by name. */
function named(text: string): string {
  const read = readDirectives(text);
  if ("problem" in read) return read.problem;
  const names = read.directives.map(({ name, args, block }) =>
    block === undefined ? name : [name, ...args].join(" "),
  );
  return [...new Set(names)].slice(0, 8).join(", ");
}
