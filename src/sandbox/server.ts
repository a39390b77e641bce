// The one HTTP server: API under /api/v3, git under /OWNER/REPO.git, pages everywhere else. It listens on 127.0.0.1 only and
// answers only to its own name, so that a web page elsewhere cannot reach it through a name that resolves here.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type Answer, type ApiParts, answerApi } from "./api/server.ts";
import type { Exchange } from "./exchange.ts";
import type { FaultKind, Faults, StruckFault } from "./faults.ts";
import { answerGit, readGitRequest } from "./git/http.ts";
import type { PageAnswer, PageRequest } from "./pages/request.ts";
import type { World } from "./world/world.ts";

export interface ServerParts extends ApiParts {
  readonly world: World;
  readonly faults: Faults;
  readonly answerPage: (request: PageRequest) => Promise<PageAnswer>;
  readonly record: (exchange: Omit<Exchange, "number">) => void;
}

const API = "/api/v3";
const BODY_LIMIT = 64 * 1024 * 1024;

export function createSandboxServer(parts: ServerParts): Server {
  return createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  });
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", parts.world.urls.html);
  if (!isOwnName(parts.world, request.headers.host)) {
    response.writeHead(421, { "content-type": "text/plain" }).end("This server answers to 127.0.0.1 only.\n");
    return;
  }
  if (url.pathname === "/api/graphql") {
    const message = "GraphQL is not supported by the sandbox; use the REST API.";
    response
      .writeHead(404, { "content-type": "application/json" })
      .end(JSON.stringify({ message, errors: [{ message }] }));
    return;
  }
  if (url.pathname === API || url.pathname.startsWith(`${API}/`))
    return handleApi(parts, url, request, response);
  if (readGitRequest(url) !== undefined) return handleGit(parts, url, request, response);
  return handlePage(parts, url, request, response);
}

function isOwnName(world: World, host: string | undefined): boolean {
  const port = new URL(world.urls.html).port;
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

async function handleApi(
  parts: ServerParts,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? "GET";
  const path = url.pathname.slice(API.length).replace(/\/$/, "") || "/";
  const struck = parts.faults.strike(method, path);
  const body = await readAll(request);
  if (struck?.when === "before") {
    parts.record(faultExchange("api", method, path, url, struck));
    if (await suffer(struck.fault, response)) return;
  }
  const answer = await answerApi(parts, {
    method,
    path,
    query: url.searchParams,
    accept: request.headers.accept ?? "",
    authorization: request.headers.authorization,
    ifNoneMatch: request.headers["if-none-match"],
    body,
  });
  const lost = struck?.when === "after" ? struck : undefined;
  parts.record({
    surface: "api",
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    route: answer.route,
    caller: answer.caller,
    requestBody: answer.requestBody,
    status: answer.status,
    responseHeaders: answer.headers,
    responseBody: answer.json,
    isWrite: answer.isWrite,
    fault: lost?.fault.kind,
  });
  if (answer.isWrite && (await parts.faults.wrote())) {
    response.destroy();
    return;
  }
  if (lost !== undefined && (await suffer(lost.fault, response))) return;
  sendAnswer(response, answer);
}

function sendAnswer(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, "x-github-request-id": "SANDBOX" });
  response.end(answer.bytes);
}

async function handleGit(
  parts: ServerParts,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wanted = readGitRequest(url);
  if (wanted === undefined) return;
  const method = request.method ?? "GET";
  const struck = parts.faults.strike(method, url.pathname);
  if (struck?.when === "before") {
    parts.record(faultExchange("git", method, url.pathname, url, struck));
    if (await suffer(struck.fault, response)) return;
  }
  const outcome = await answerGit(parts.world, wanted, request, response, async () => {
    return (await parts.faults.wrote()) || struck?.when === "after";
  });
  parts.record({
    surface: "git",
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    route: undefined,
    caller: outcome.caller,
    requestBody: undefined,
    status: outcome.status,
    responseHeaders: {},
    responseBody: undefined,
    isWrite: outcome.isWrite,
    fault: struck?.when === "after" ? struck.fault.kind : undefined,
  });
}

async function handlePage(
  parts: ServerParts,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? "GET";
  const answer = await parts.answerPage({
    method,
    url,
    headers: request.headers,
    form: new URLSearchParams((await readAll(request)).toString()),
  });
  parts.record({
    surface: "page",
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    route: undefined,
    caller: `user:${answer.user}`,
    requestBody: undefined,
    status: answer.status,
    responseHeaders: {},
    responseBody: undefined,
    isWrite: method === "POST" && answer.status === 303,
    fault: undefined,
  });
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

/** True when the request has met its end. */
async function suffer(fault: FaultKind, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case "delay":
      await wait(fault.milliseconds);
      return false;
    case "timeout":
      return true;
    case "reset":
      response.socket?.resetAndDestroy();
      return true;
    case "status":
      sendProblem(response, fault.status, fault.message ?? "Server Error", {});
      return true;
    case "secondary-limit":
      sendProblem(
        response,
        403,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        { "retry-after": String(fault.retryAfter) },
      );
      return true;
    case "primary-limit":
      sendProblem(response, 403, "API rate limit exceeded", {
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-used": "5000",
        "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 1),
        "x-ratelimit-resource": "core",
      });
      return true;
  }
}

function sendProblem(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  const about =
    status === 403
      ? "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"
      : "https://docs.github.com/rest";
  response.end(JSON.stringify({ message, documentation_url: about, status: String(status) }));
}

function faultExchange(
  surface: Exchange["surface"],
  method: string,
  path: string,
  url: URL,
  struck: StruckFault,
): Omit<Exchange, "number"> {
  return {
    surface,
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    route: undefined,
    caller: "unknown",
    requestBody: undefined,
    status: struck.fault.kind === "status" ? struck.fault.status : 0,
    responseHeaders: {},
    responseBody: undefined,
    isWrite: false,
    fault: struck.fault.kind,
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer; // no encoding is set on the stream
    size += bytes.length;
    if (size > BODY_LIMIT) throw new Error("request body is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
