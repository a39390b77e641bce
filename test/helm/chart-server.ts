/** A chart repository and a registry on one local port, with every request written down. Both ask for the password when one is set. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { findHelm } from "../../src/adapters/helm/binary.ts";
import type { ChartFiles } from "../../src/model/render.ts";

export interface ChartServer {
  /** "http://127.0.0.1:1234" */
  readonly url: string;
  /** "127.0.0.1:1234" */
  readonly host: string;
  /** Paths that were asked for since the last `forget`. */
  asked(): readonly string[];
  forget(): void;
  /** undefined: everybody is served. */
  guard(password: string | undefined): void;
  close(): Promise<void>;
}

interface Packed {
  readonly name: string;
  readonly version: string;
  readonly bytes: Buffer;
}

export const serverUser = "puller";

/** Charts by name and version; `/charts` is a repository of all, `/v2/charts/<name>` the registry. */
export async function serveCharts(
  charts: readonly { readonly name: string; readonly version: string; readonly files: ChartFiles }[],
  scratch: string,
): Promise<ChartServer> {
  const packed = charts.map((chart): Packed => ({ ...chart, bytes: pack(chart, scratch) }));
  let asked: string[] = [];
  let password: string | undefined;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    asked.push(path);
    const wanted = `Basic ${Buffer.from(`${serverUser}:${password}`).toString("base64")}`;
    if (password !== undefined && request.headers.authorization !== wanted)
      response.writeHead(401, { "www-authenticate": 'Basic realm="charts"' }).end();
    else answer(path, packed, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  return {
    url: `http://${host}`,
    host,
    asked: () => asked,
    forget: () => {
      asked = [];
    },
    guard: (stated) => {
      password = stated;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(path: string, charts: readonly Packed[], response: ServerResponse): void {
  if (path === "/charts/index.yaml") return void response.end(index(charts));
  const file = /^\/charts\/(.+)\.tgz$/.exec(path)?.[1];
  const tag = /^\/v2\/charts\/([a-z-]+)\/manifests\/(.+)$/.exec(path);
  const blob = /\/blobs\/sha256:([0-9a-f]+)$/.exec(path)?.[1];
  const found = charts.find(
    ({ name, version, bytes }) =>
      file === `${name}-${version}` || (tag?.[1] === name && tag[2] === version) || blob === hashOf(bytes),
  );
  if (found === undefined) response.writeHead(404).end();
  else response.end(tag === null ? found.bytes : manifest(found));
}

function index(charts: readonly Packed[]): string {
  const entries = charts.map(
    ({ name, version, bytes }) =>
      `  ${name}:\n    - {name: ${name}, version: ${version}, digest: ${hashOf(bytes)}, urls: [${name}-${version}.tgz]}\n`,
  );
  return `apiVersion: v1\nentries:\n${entries.join("")}`;
}

function manifest({ bytes }: Packed): string {
  const digest = `sha256:${hashOf(bytes)}`;
  const mediaType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
  const config = {
    mediaType: "application/vnd.cncf.helm.config.v1+json",
    digest: `sha256:${"0".repeat(64)}`,
    size: 2,
  };
  return JSON.stringify({ schemaVersion: 2, config, layers: [{ mediaType, digest, size: bytes.length }] });
}

function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** As `helm package` packs it. */
function pack(
  { name, files }: { readonly name: string; readonly files: ChartFiles },
  scratch: string,
): Buffer {
  const helm = findHelm({ PATH: process.env.PATH, TIDEGATE_HELM: process.env.TIDEGATE_HELM });
  if (helm === undefined) throw new Error("no helm: run npm run tools");
  const directory = join(scratch, "source", name);
  const destination = join(scratch, "packed", name);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
  execFileSync(helm, ["package", directory, "--destination", destination], {
    stdio: "ignore",
    env: { HOME: scratch, PATH: process.env.PATH },
  });
  const [archive] = readdirSync(destination);
  if (archive === undefined) throw new Error(`helm packed nothing of ${name}`);
  return readFileSync(join(destination, archive));
}
