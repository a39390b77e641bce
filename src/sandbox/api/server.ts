// Answers one API request: find the route, find out who calls, check, answer, and dress the answer with the headers GitHub
// sends (rate limit, ETag, request id). Faults and the write hook sit around the work, so that "applied but unanswered" exists.
import { createHash } from "node:crypto";
import { actorOf, type Caller, callerOf } from "../auth/callers.ts";
import { ApiError } from "../world/errors.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { checkCaller, checkRepository, findVisible, needPermission, needRole } from "./access.ts";
import { type Fields, isObject, readFields } from "./fields.ts";
import { callerName, type Limits, limitHeaders } from "./limits.ts";
import type { Match, Matcher } from "./match.ts";
import type { Reply } from "./reply.ts";
import type { ApiRequest, RepositoryContext } from "./route.ts";

export interface ApiParts {
  readonly world: World;
  readonly match: Matcher;
  readonly limits: Limits;
}

export interface IncomingApiRequest extends ApiRequest {
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly json: unknown;
  readonly route: string | undefined;
  readonly caller: string;
  readonly requestBody: unknown;
  readonly isWrite: boolean;
}

export async function answerApi(parts: ApiParts, request: IncomingApiRequest): Promise<Answer> {
  const match = parts.match(request.method, request.path);
  let caller: Caller = { kind: "anonymous" };
  let requestBody: unknown;
  let reply: Reply;
  let headers: Record<string, string> = {};
  try {
    caller = callerOf(parts.world, request.authorization);
    headers = spend(parts.limits, caller);
    requestBody = readBody(request.body);
    if (match === undefined) throw new ApiError(404, "Not Found");
    reply = await work(parts.world, match, request, caller, requestBody);
  } catch (error) {
    reply = errorReply(error);
  }
  const answer = dress(reply, request, headers);
  if (answer.status === 304) parts.limits.budgetOf(caller).used -= 1;
  const changed = request.method !== "GET" && answer.status < 400;
  return {
    ...answer,
    route: match?.route.path,
    caller: callerName(caller),
    requestBody,
    isWrite: changed && match?.route.rule.for === "repository",
  };
}

async function work(
  world: World,
  match: Match,
  request: ApiRequest,
  caller: Caller,
  body: unknown,
): Promise<Reply> {
  const { route, params } = match;
  checkCaller(route.rule, caller);
  const repository = findVisible(world, route, params, caller);
  if (repository !== undefined) checkRepository(route.rule, caller, repository);
  const context = contextOf(world, match, request, caller, repository, body);
  if (repository === undefined || route.method === "GET") return route.answer(context);
  return repository.lock.run(async () => route.answer(context));
}

function contextOf(
  world: World,
  match: Match,
  request: ApiRequest,
  caller: Caller,
  repository: Repository | undefined,
  body: unknown,
): RepositoryContext {
  return {
    world,
    request,
    params: match.params,
    caller,
    fields: (resource: string): Fields => readFields(isObject(body) ? body : {}, resource),
    get repository() {
      if (repository === undefined) throw new Error("this endpoint is not about a repository");
      return repository;
    },
    get actor() {
      const actor = actorOf(caller);
      if (actor === undefined) throw new ApiError(401, "Requires authentication");
      return actor;
    },
    need(access, ...permissions) {
      if (repository !== undefined) needPermission(caller, repository, access, permissions);
    },
    needRole(role) {
      if (repository !== undefined) needRole(caller, repository, role);
    },
  };
}

function spend(limits: Limits, caller: Caller): Record<string, string> {
  const budget = limits.budgetOf(caller);
  budget.used += 1;
  const headers = limitHeaders(budget);
  if (budget.used <= budget.limit) return headers;
  throw new ApiError(403, `API rate limit exceeded for ${callerName(caller)}.`, undefined, headers);
}

function readBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return value;
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
}

const DOCUMENTATION = "https://docs.github.com/rest";

function errorReply(error: unknown): Reply {
  if (!(error instanceof ApiError)) {
    // The text says what broke: a 500 of the sandbox is a bug of the sandbox, and tests must be able to see it.
    const reason = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
    return { status: 500, body: { message: "Server Error", reason } };
  }
  return {
    status: error.status,
    headers: error.headers,
    body: {
      message: error.message,
      ...(error.errors === undefined ? {} : { errors: error.errors }),
      documentation_url: DOCUMENTATION,
      status: String(error.status),
    },
  };
}

/** Headers, ETag and the 304 that an unchanged answer becomes. */
function dress(
  reply: Reply,
  request: IncomingApiRequest,
  extra: Readonly<Record<string, string>>,
): Pick<Answer, "status" | "headers" | "bytes" | "json"> {
  const bytes =
    reply.bytes ?? (reply.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(reply.body)));
  const isJson = reply.bytes === undefined;
  const headers: Record<string, string> = {
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": "2022-11-28",
    vary: "Accept, Authorization, Cookie, Accept-Encoding",
    ...extra,
    ...reply.headers,
  };
  if (reply.status !== 204) {
    headers["content-type"] =
      reply.contentType ??
      (isJson ? "application/json; charset=utf-8" : "application/vnd.github.raw; charset=utf-8");
  }
  if (request.method === "GET" && reply.status === 200) {
    headers.etag = `W/"${createHash("sha256").update(bytes).digest("hex")}"`;
    headers["cache-control"] = "private, max-age=60, s-maxage=60";
    if (isUnchanged(request.ifNoneMatch, headers.etag)) {
      return { status: 304, headers, bytes: Buffer.alloc(0), json: undefined };
    }
  }
  const json: unknown = isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined;
  return { status: reply.status, headers, bytes, json };
}

function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  const bare = (tag: string): string => tag.trim().replace(/^W\//, "");
  return ifNoneMatch?.split(",").some((tag) => bare(tag) === bare(etag)) === true;
}
