/**
 * The App's web server: webhooks at one path, two questions about health, nothing else.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Log } from "../ports/log.ts";

export const webhookPath = "/api/github/webhooks";

/** GitHub's own limit for payloads. */
const largestPayload = 25 * 1024 * 1024;

export interface HttpServerSettings {
  readonly port: number;
  readonly host: string;
  readonly log: Log;
  webhooks(request: IncomingMessage, response: ServerResponse): unknown;
  isReady(): Promise<boolean>;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startHttpServer(settings: HttpServerSettings): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(request, response, settings).catch((error: unknown) => {
      settings.log.error({ error: error instanceof Error ? error.message : "unknown" }, "a request failed");
      if (!response.headersSent) reply(response, 500, "failed");
    });
  });
  const url = await listen(server, settings);
  return { url, close: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { webhooks, isReady }: HttpServerSettings,
): Promise<void> {
  const path = (request.url ?? "/").split("?")[0];
  if (path === "/healthz") return reply(response, 200, "ok");
  if (path === "/readyz")
    return (await isReady()) ? reply(response, 200, "ready") : reply(response, 503, "not ready");
  if (path !== webhookPath) return reply(response, 404, "not found");
  const length = Number(request.headers["content-length"] ?? Number.NaN);
  if (request.method === "POST" && Number.isNaN(length)) return reply(response, 411, "a length is required");
  if (length > largestPayload) return reply(response, 413, "too large");
  await webhooks(request, response);
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(`${text}\n`);
}

function listen(server: Server, { port, host }: HttpServerSettings): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host;
      resolve(`http://${shown.includes(":") ? `[${shown}]` : shown}:${bound}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
