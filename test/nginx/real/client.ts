/**
 * Sends one request as it stands to the nginx of a set and reads what comes back. Node's HTTP client writes `path` byte for
 * byte; that it does so is seen in the echoed targets.
 */
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { RequestSample } from "../../../src/model/proof.ts";
import { sourceOf } from "../../../src/nginx/table/world.ts";
import type { Site } from "../controller/conf.ts";
import { type Echo, echoHeader } from "./echo.ts";

export interface Observed {
  readonly status: number;
  readonly location: string | undefined;
  /** undefined: nginx answered by itself. */
  readonly echo: Echo | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Client {
  send(site: Site, sample: RequestSample): Promise<Observed>;
  close(): void;
}

export function openClient(): Client {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxFreeSockets: 4 }),
    https: new HttpsAgent({ keepAlive: true, maxFreeSockets: 4, rejectUnauthorized: false }),
  };
  return {
    send: (site, sample) =>
      new Promise((resolve, reject) => {
        const isTls = sample.scheme === "https";
        const options = {
          host: site.address,
          port: isTls ? site.httpsPort : site.httpPort,
          localAddress: sourceOf(sample.headers),
          method: sample.method,
          path: sample.path,
          setHost: false,
          timeout: 10_000,
          headers: { Host: sample.host, ...realHeaders(sample) },
        };
        const asked = isTls
          ? requestHttps({ ...options, agent: agents.https, servername: "" })
          : requestHttp({ ...options, agent: agents.http });
        asked.once("response", (response) => {
          response.resume();
          response.once("end", () => resolve(observed(response)));
          response.once("error", reject);
        });
        asked.once("timeout", () => asked.destroy(new Error("no answer within ten seconds")));
        asked.once("error", reject);
        asked.end();
      }),
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** The client address is no header. */
function realHeaders(sample: RequestSample): Record<string, string> {
  return Object.fromEntries(Object.entries(sample.headers).filter(([name]) => !name.startsWith(":")));
}

function observed(response: IncomingMessage): Observed {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (typeof value === "string") headers[name] = value;
  }
  const echo = headers[echoHeader];
  return {
    status: response.statusCode ?? 0,
    location: headers.location,
    echo: echo === undefined ? undefined : (JSON.parse(Buffer.from(echo, "base64").toString()) as Echo), // written by the echo
    headers,
  };
}
