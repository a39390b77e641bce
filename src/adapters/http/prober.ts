/**
 * Sends requests with Node's own client: the connection goes to the given address, while Host header and TLS name are those of the
 * request, as if DNS had been changed already. Certificates are not verified, since a test address rarely has one that is trusted;
 * whether they name the host is told instead. Redirects are not followed.
 */
import { createHash } from "node:crypto";
import { type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { checkServerIdentity, TLSSocket } from "node:tls";
import type { ProbeAnswer } from "../../model/probe.ts";
import type { RequestSample } from "../../model/proof.ts";
import type { ProbeAddress, Prober } from "../../ports/prober.ts";

const bodyLimit = 1024 * 1024;
/** What only this connection may decide. */
const ownHeaders: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
]);
/** Failures before anything was connected. */
const notReached: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ETIMEDOUT",
  "EACCES",
]);

export function createProber(settings: { readonly timeoutMs: number }): Prober {
  return { send: (request, address) => send(request, address, settings.timeoutMs) };
}

function send(request: RequestSample, address: ProbeAddress, timeoutMs: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const options = optionsFor(request, address);
    const outgoing = request.scheme === "https" ? requestHttps(options) : requestHttp(options);
    // One clock for connecting and the whole answer: a server that drips cannot hold the run up.
    const clock = setTimeout(() => {
      settle({ kind: "unreachable", why: `no whole answer within ${timeoutMs / 1000} s` });
    }, timeoutMs);
    const settle = (answer: ProbeAnswer): void => {
      clearTimeout(clock);
      outgoing.destroy();
      resolve(answer);
    };
    outgoing.on("response", (response) => read(response, request, settle));
    outgoing.on("error", (error: NodeJS.ErrnoException) => settle(failure(error)));
    outgoing.end();
  });
}

function optionsFor(
  { scheme, host, method, path, headers }: RequestSample,
  address: ProbeAddress,
): RequestOptions {
  const name = host.replace(/:\d+$/, "");
  const own = Object.entries(headers).filter(([header]) => !ownHeaders.has(header.toLowerCase()));
  const tls =
    scheme === "https"
      ? { rejectUnauthorized: false, ...(isIP(name) === 0 ? { servername: name } : {}) }
      : {};
  return {
    host: address[scheme].host,
    port: address[scheme].port,
    method,
    path,
    headers: { ...Object.fromEntries(own), host },
    agent: false,
    ...tls,
  };
}

function read(
  response: IncomingMessage,
  { host, scheme }: RequestSample,
  settle: (answer: ProbeAnswer) => void,
): void {
  const hash = createHash("sha256");
  let bytes = 0;
  const certificate = scheme === "https" ? certificateOf(response, host) : undefined;
  let isDone = false;
  const finish = (isCut: boolean): void => {
    if (isDone) return;
    isDone = true;
    settle({
      kind: "answer",
      status: response.statusCode ?? 0,
      location: response.headers.location,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
      ),
      body: { bytes, digest: hash.digest("hex"), isCut },
      certificate,
    });
  };
  response.on("data", (chunk: Buffer) => {
    if (isDone) return;
    const part = chunk.subarray(0, bodyLimit - bytes);
    hash.update(part);
    bytes += part.length;
    if (part.length < chunk.length) finish(true);
  });
  response.on("end", () => finish(false));
  response.on("error", (error: NodeJS.ErrnoException) => settle(failure(error)));
}

function certificateOf({ socket }: IncomingMessage, host: string): "of the host" | "of another name" {
  if (!(socket instanceof TLSSocket)) return "of another name";
  const problem = checkServerIdentity(host.replace(/:\d+$/, ""), socket.getPeerCertificate());
  return problem === undefined ? "of the host" : "of another name";
}

/** The code says what happened; messages may repeat what the server sent. */
function failure({ code = "closed" }: NodeJS.ErrnoException): ProbeAnswer {
  return notReached.has(code) ? { kind: "unreachable", why: code } : { kind: "closed", why: code };
}
