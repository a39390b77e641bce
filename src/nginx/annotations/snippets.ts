/**
 * Raw nginx configuration in the locations of an Ingress. A controller with its default settings drops an Ingress that has one, even
 * an empty one; where they are live, a snippet is carried over only when all of it is understood.
 */
import { readDirectives } from "../snippet/directives.ts";
import { understandLocation } from "../snippet/understand.ts";
import type { Family } from "./family.ts";

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
    const whole = view.text(server);
    if (whole !== undefined) view.refuse(server, `it holds for the whole host: ${named(whole)}`, choices);
    const text = view.text(location);
    if (text === undefined) return [];
    const reading = understandLocation(text);
    if ("because" in reading) {
      view.refuse(location, reading.because, choices);
      return [];
    }
    return [{ kind: "snippet", ...reading.understood }];
  },
};

/** The directives of a snippet by name. */
function named(text: string): string {
  const read = readDirectives(text);
  if ("problem" in read) return read.problem;
  const names = read.directives.map(({ name, args, block }) =>
    block === undefined ? name : [name, ...args].join(" "),
  );
  return [...new Set(names)].slice(0, 8).join(", ");
}
