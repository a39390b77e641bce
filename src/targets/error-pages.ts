/**
 * Error pages of another Service. No route asks a Service for the page of an error, and what stands closest replaces bodies by fixed
 * texts, or asks without X-Code, by which an error Service knows what to say. Where the controller's own backend made the page, the
 * application's error takes its place; a Service somebody chose for these paths may be part of the application, so that is decided.
 */
import type { ErrorPagesIntent } from "../model/intent.ts";
import { type Answer, type Emit, refusal } from "./target.ts";

const everywhere =
  "answer these errors in the application (a single-page application serves its page on any path by itself)";

/** `recipe`: what a person can do on the implementation at hand, without a full stop. */
export function errorPages(recipe?: string): Emit<"error-pages"> {
  return (intent) => {
    const { service, statuses } = intent;
    const answers: Record<string, Answer> = {};
    if (service !== undefined) answers["default-backend"] = standIn(service);
    if (statuses.length > 0) answers[""] = pagesAnswer(intent, recipe);
    return { answers };
  };
}

function standIn(service: string): Answer {
  return {
    verdict: "approximate",
    note: `while the routed Service has no ready endpoints nginx sends its requests to ${service}; the new gateway answers 503 then`,
  };
}

function pagesAnswer({ statuses, service, ownOnly }: ErrorPagesIntent, recipe: string | undefined): Answer {
  const list = statuses.join(", ");
  if (ownOnly) {
    return {
      verdict: "approximate",
      note: `a ${list} that nginx makes itself, as when a backend is gone, is answered by ${service ?? "the controller's default backend"}, which chooses status and page; the new gateway answers with a short text of its own`,
    };
  }
  if (service === undefined) {
    return {
      verdict: "approximate",
      note: `where the application answers ${list}, clients today get page and status of the controller's default backend (404 where it has none of its own); after the move they get the application's own status and page, details of an error included`,
    };
  }
  const ways = recipe === undefined ? everywhere : `${recipe}, or ${everywhere}`;
  return refusal({
    because: `where the application answers ${list}, the Service ${service} is asked for / instead, with X-Code and X-Original-URI, and chooses status and page`,
    choices: `${ways.charAt(0).toUpperCase()}${ways.slice(1)}; then remove the annotations`,
  });
}
