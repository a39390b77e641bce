/** Fixed headers and redirects out of raw configuration, which Gateway API's own filters say, and bare statuses, which some targets do. */
import type { HttpHeaderModifier, HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import type { AnsweredLocation, HeaderChanges, SnippetIntent } from "../model/intent.ts";
import { answer, redirectStatus, refuse } from "./core.ts";
import { type Answer, type Emit, type IntentAnswer, refusal, type TargetContext } from "./target.ts";

/** For targets whose rules cannot answer by themselves. */
export const snippet: Emit<"snippet"> = (intent, context) => readSnippet(intent, context, undefined);

/** `what`: the kind of object that answers. */
export function answeringSnippet(what: string): Emit<"snippet"> {
  return (intent, context) => readSnippet(intent, context, what);
}

function readSnippet(intent: SnippetIntent, context: TargetContext, what: string | undefined): IntentAnswer {
  const { locations, answer: own } = intent;
  const ofServer: Readonly<Record<string, Answer>> =
    locations === undefined ? {} : { "server-snippet": answered(what, locationsText(locations)) };
  const ofLocation =
    own === undefined
      ? headersAndRedirect(intent, context)
      : { answers: { "": answered(what, `every request is answered with ${own.status}`) } };
  return { ...ofLocation, answers: { ...ofLocation.answers, ...ofServer } };
}

function answered(what: string | undefined, said: string): Answer {
  if (what === undefined) {
    return refusal({
      because: `${said}, and no rule of this target answers with a status by itself`,
      choices:
        "Answer in the application, route these paths to a Service that does, or choose a target that can (envoy-gateway, kgateway); then remove the annotation",
    });
  }
  return {
    verdict: "equivalent-with",
    note: `${said} by ${what}; the body is empty, where nginx sends a page of its own`,
  };
}

function locationsText(locations: readonly AnsweredLocation[]): string {
  const texts = locations.map(
    ({ is, text, status }) => `${is === "beginning" ? `${text}…` : text} with ${status}`,
  );
  return `the whole host answers ${texts.slice(0, 8).join(", ")}`;
}

function headersAndRedirect(
  { request, response, redirect, isPartial }: SnippetIntent,
  { supports }: TargetContext,
): IntentAnswer {
  if (redirect !== undefined) {
    if (redirect.to.port !== undefined && !supports("HTTPRoutePortRedirect")) {
      return refuse(
        "this target cannot redirect to another port",
        "Redirect from the application, or by hand",
      );
    }
    const status = redirectStatus(redirect.status, supports);
    const isSame = status === redirect.status;
    const kept = redirect.to.path === undefined;
    const note = `every request is redirected with ${status}${isSame ? "" : ` instead of ${redirect.status}`}${kept ? ", path and query kept" : "; a query string of the request is kept, which nginx drops"}`;
    return answer(isSame && kept ? "exact" : "approximate", note);
  }
  const filters: HttpRouteFilter[] = [];
  const onRequest = modifier(request);
  if (onRequest !== undefined) {
    filters.push({ type: "RequestHeaderModifier", requestHeaderModifier: onRequest });
  }
  const onResponse = modifier(response);
  if (onResponse !== undefined) {
    filters.push({ type: "ResponseHeaderModifier", responseHeaderModifier: onResponse });
  }
  if (filters.length === 0) return answer("inert", "nothing of it changes requests or responses");
  const differs = isPartial
    ? "errors of the backend get them too"
    : "nginx sets them on its own errors as well";
  const what = "filters of the route change the same headers";
  if (onResponse === undefined) return { ...answer("exact", what), filters };
  return { ...answer("approximate", `${what}; ${differs}`), filters };
}

function modifier({ set, add, remove }: HeaderChanges): HttpHeaderModifier | undefined {
  if (set.length + add.length + remove.length === 0) return undefined;
  return {
    ...(set.length > 0 && { set }),
    ...(add.length > 0 && { add }),
    ...(remove.length > 0 && { remove }),
  };
}
