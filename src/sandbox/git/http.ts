// Smart HTTP: one `git http-backend` process per request, behind GitHub's rules for who may fetch and push. The answer to a
// push is only finished after its consequences (events, pull requests) are in place, so a client that returns sees them.
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { refMoved } from "../actions/refs.ts";
import { callerName } from "../api/limits.ts";
import { actorOf, allows, type Caller, callerOf, canSee, reaches } from "../auth/callers.ts";
import { ApiError } from "../world/errors.ts";
import { atLeast, roleOf } from "../world/roles.ts";
import type { Actor, Repository } from "../world/types.ts";
import { findRepository, type World } from "../world/world.ts";
import { gitEnvironment } from "./run.ts";

export interface GitRequest {
  readonly owner: string;
  readonly name: string;
  readonly file: "info/refs" | "git-upload-pack" | "git-receive-pack";
  readonly isPush: boolean;
}

export function readGitRequest(url: URL): GitRequest | undefined {
  const found = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
    url.pathname,
  );
  if (found === null) return undefined;
  const [, owner = "", name = "", file = ""] = found;
  const service = url.searchParams.get("service");
  if (file === "info/refs" && service !== "git-upload-pack" && service !== "git-receive-pack")
    return undefined;
  const isPush = file === "git-receive-pack" || service === "git-receive-pack";
  if (file !== "info/refs" && file !== "git-upload-pack" && file !== "git-receive-pack") return undefined;
  return { owner, name, file, isPush };
}

export interface GitOutcome {
  readonly status: number;
  readonly caller: string;
  readonly isWrite: boolean;
}

export async function answerGit(
  world: World,
  wanted: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
  afterWrite: () => Promise<boolean>,
): Promise<GitOutcome> {
  let caller: Caller = { kind: "anonymous" };
  try {
    caller = callerOf(world, request.headers.authorization);
    const repository = admit(world, wanted, caller);
    const actor = actorOf(caller);
    const pushes = wanted.file === "git-receive-pack" && actor !== undefined;
    const isWrite = pushes
      ? await repository.lock.run(() => push(world, repository, actor, wanted, request, response, afterWrite))
      : await backend(repository, wanted, request, response, async () => undefined).then(() => false);
    return { status: response.statusCode, caller: callerName(caller), isWrite };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    response.writeHead(error.status, { "content-type": "text/plain; charset=utf-8", ...error.headers });
    response.end(`${error.message}\n`);
    request.resume();
    return { status: error.status, caller: callerName(caller), isWrite: false };
  }
}

function admit(world: World, wanted: GitRequest, caller: Caller): Repository {
  const repository = findRepository(world, wanted.owner, wanted.name);
  if (caller.kind === "anonymous" && (wanted.isPush || repository?.private !== false)) {
    throw new ApiError(401, "Authentication required", undefined, {
      "www-authenticate": 'Basic realm="GitHub"',
    });
  }
  if (repository === undefined || caller.kind === "app" || !canSee(caller, repository)) {
    throw new ApiError(404, "Repository not found.");
  }
  const access = wanted.isPush ? "write" : "read";
  const may =
    (access === "read" && !repository.private) ||
    (caller.kind === "user" && atLeast(roleOf(repository, caller.account), access)) ||
    (caller.kind === "installation" &&
      reaches(caller.token, repository) &&
      allows(caller.token.permissions, "contents", access));
  if (!may || (wanted.isPush && repository.archived)) {
    throw new ApiError(
      403,
      `Permission to ${wanted.owner}/${wanted.name}.git denied to ${actorOf(caller)?.account.login}.`,
    );
  }
  return repository;
}

async function push(
  world: World,
  repository: Repository,
  actor: Actor,
  wanted: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
  afterWrite: () => Promise<boolean>,
): Promise<boolean> {
  const before = await repository.git.refs();
  let isWrite = false;
  await backend(repository, wanted, request, response, async () => {
    const after = await repository.git.refs();
    for (const ref of new Set([...before.keys(), ...after.keys()])) {
      const change = { ref, before: before.get(ref), after: after.get(ref) };
      if (change.before === change.after) continue;
      isWrite = true;
      await refMoved(world, repository, actor, change);
    }
    if (isWrite && (await afterWrite())) response.destroy();
  });
  return isWrite;
}

function backend(
  repository: Repository,
  wanted: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
  beforeEnd: () => Promise<void>,
): Promise<void> {
  const { headers } = request;
  const url = new URL(request.url ?? "/", "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      ...gitEnvironment(repository.git.directory),
      GIT_PROJECT_ROOT: repository.git.directory,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${wanted.file}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: headers["content-type"] ?? "",
      REMOTE_USER: "sandbox",
      REMOTE_ADDR: "127.0.0.1",
      ...(headers["content-length"] === undefined ? {} : { CONTENT_LENGTH: headers["content-length"] }),
      ...(headers["content-encoding"] === undefined
        ? {}
        : { HTTP_CONTENT_ENCODING: headers["content-encoding"] }),
      ...(typeof headers["git-protocol"] === "string" ? { GIT_PROTOCOL: headers["git-protocol"] } : {}),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => undefined);
  request.on("error", () => child.kill());
  request.pipe(child.stdin);
  response.on("close", () => child.kill());
  return new Promise((resolve, reject) => {
    let head: Buffer | undefined = Buffer.alloc(0);
    child.stdout.on("data", (chunk: Buffer) => {
      if (head === undefined) {
        if (!response.write(chunk)) {
          child.stdout.pause();
          response.once("drain", () => child.stdout.resume());
        }
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      const rest = head.subarray(end + 4);
      writeHead(response, head.subarray(0, end).toString());
      head = undefined;
      if (rest.length > 0) response.write(rest);
    });
    child.on("error", reject);
    child.on("close", () => {
      beforeEnd()
        .then(() => {
          if (!response.headersSent) response.writeHead(500);
          response.end();
          resolve();
        })
        .catch(reject);
    });
  });
}

/** CGI headers; `Status:` is the status line. */
function writeHead(response: ServerResponse, text: string): void {
  let status = 200;
  const headers: Record<string, string> = {};
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    if (name === "status") status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  response.writeHead(status, headers);
}
