import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findHelm } from "../../src/adapters/helm/binary.ts";
import { createPull, type PullSettings } from "../../src/adapters/helm/pull/pull.ts";
import type { ChartLocation } from "../../src/model/release.ts";
import type { ChartPullResult } from "../../src/model/render.ts";

const scratch = mkdtempSync(join(tmpdir(), "tidegate-test-pull-"));
const archives = new Map<string, Buffer>();
type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let handler: Handler = (_, response) => response.writeHead(404).end();
let asked: string[] = [];
let base = "";
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  handler(request, response);
});

beforeAll(async () => {
  const helm = findHelm({ PATH: process.env.PATH, TIDEGATE_HELM: process.env.TIDEGATE_HELM });
  if (helm === undefined) throw new Error("no helm: run npm run tools");
  for (const version of ["1.0.0", "1.2.0", "1.10.1", "2.0.0-rc.1", "1.11.0+build.5"]) {
    const directory = join(scratch, "charts", version, "web");
    mkdirSync(join(directory, "templates"), { recursive: true });
    writeFileSync(join(directory, "Chart.yaml"), `apiVersion: v2\nname: web\nversion: ${version}\n`);
    writeFileSync(join(directory, "templates", "x.yaml"), `a: ${version}\n`);
    execFileSync(helm, ["package", directory, "--destination", scratch], {
      stdio: "ignore",
      env: { HOME: scratch, PATH: process.env.PATH },
    });
  }
  for (const name of readdirSync(scratch).filter((file) => file.endsWith(".tgz"))) {
    archives.set(name.slice("web-".length, -".tgz".length), readFileSync(join(scratch, name)));
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
});

beforeEach(() => {
  asked = [];
  handler = serveRepository();
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(scratch, { recursive: true, force: true });
});

function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function serveRepository(options: { readonly digest?: string; readonly password?: string } = {}): Handler {
  const index = [...archives]
    .map(([version, bytes]) => {
      const digest = options.digest ?? hashOf(bytes);
      return `  - {name: web, version: "${version}", digest: ${digest}, urls: ["files/web-${version}.tgz"]}`;
    })
    .join("\n");
  return (request, response) => {
    const wanted =
      options.password === undefined
        ? undefined
        : `Basic ${Buffer.from(`me:${options.password}`).toString("base64")}`;
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401).end();
      return;
    }
    const version = /^\/charts\/files\/web-(.+)\.tgz$/.exec(decodeURIComponent(request.url ?? ""))?.[1];
    const archive = version === undefined ? undefined : archives.get(version);
    if (request.url === "/charts/index.yaml") response.end(`apiVersion: v1\nentries:\n  web:\n${index}\n`);
    else if (archive !== undefined) response.end(archive);
    else response.writeHead(404).end();
  };
}

function pull(
  location: ChartLocation,
  settings: PullSettings = {},
  allowed = true,
): Promise<ChartPullResult> {
  return createPull({ allowPrivate: true, time: 3_000, ...settings })({ location, allowed });
}

const inRepository = (version: string): ChartLocation => ({
  kind: "repository",
  url: `${base}/charts`,
  chart: "web",
  version,
});

function codeOf(result: ChartPullResult): string {
  return result.kind === "refused" ? result.refusal.code : `pulled ${result.version}`;
}

function textOf(result: ChartPullResult, path: string): string {
  return result.kind === "pulled" ? Buffer.from(result.files.get(path) ?? []).toString("utf8") : "";
}

describe("a chart repository", () => {
  it.each([
    ["1.2.0", "1.2.0"],
    ["", "1.11.0+build.5"],
    ["1.x", "1.11.0+build.5"],
    ["~1.10", "1.10.1"],
    ["^1.0.0", "1.11.0+build.5"],
    [">=1.0.0 <1.10.0", "1.2.0"],
    [">=2.0.0-0", "2.0.0-rc.1"],
  ])("answers %j with %s", async (constraint, version) => {
    const result = await pull(inRepository(constraint));

    expect(result).toMatchObject({ kind: "pulled", name: "web", version });
    expect(textOf(result, "templates/x.yaml")).toBe(`a: ${version}\n`);
    expect(result.kind === "pulled" ? result.digest : "").toBe(
      `sha256:${hashOf(archives.get(version) ?? Buffer.alloc(0))}`,
    );
  });

  it("is asked nothing when charts may not be fetched", async () => {
    expect(codeOf(await pull(inRepository("1.2.0"), {}, false))).toBe("not-allowed");
    expect(asked).toEqual([]);
  });

  it.each([
    [{ version: "3.x" }, "no-version"],
    [{ chart: "other" }, "not-found"],
    [{ url: "http://127.0.0.1:9/charts" }, "unreachable"],
    [{ version: "not a constraint!" }, "no-version"],
  ])("names the cause for %j", async (change, code) => {
    expect(codeOf(await pull({ ...inRepository("1.2.0"), ...change }))).toBe(code);
  });

  it("is not believed when the archive is not the one of the digest", async () => {
    handler = serveRepository({ digest: "0".repeat(64) });

    expect(codeOf(await pull(inRepository("1.2.0")))).toBe("digest-differs");
  });

  it("gets credentials only where they belong", async () => {
    handler = serveRepository({ password: "pw" });
    const credential = { username: "me", password: "pw" };

    expect(codeOf(await pull(inRepository("1.2.0")))).toBe("unauthorized");
    expect(
      codeOf(await pull(inRepository("1.2.0"), { credentials: [{ ...credential, url: `${base}/charts` }] })),
    ).toBe("pulled 1.2.0");
    expect(
      codeOf(await pull(inRepository("1.2.0"), { credentials: [{ ...credential, url: `${base}/chart` }] })),
    ).toBe("unauthorized");
  });

  it.each([
    ["a pinned version is asked for once", "1.2.0", "1.2.0", []],
    ["of a range only the index is asked for again", "~1.2.0", "1.2.0", ["/charts/index.yaml"]],
  ])("keeps archives by digest: %s", async (_, constraint, version, again) => {
    const cacheDirectory = mkdtempSync(join(scratch, "cache-"));

    const first = await pull(inRepository(constraint), { cacheDirectory });
    asked = [];
    const second = await pull(inRepository(constraint), { cacheDirectory });

    expect(codeOf(first)).toBe(`pulled ${version}`);
    expect(second).toEqual(first);
    expect(asked).toEqual(again);
  });

  it("is asked again when what was kept is damaged", async () => {
    const cacheDirectory = mkdtempSync(join(scratch, "cache-"));
    await pull(inRepository("1.2.0"), { cacheDirectory });
    for (const name of readdirSync(cacheDirectory).filter((file) => file.endsWith(".tgz")))
      writeFileSync(join(cacheDirectory, name), "damaged");
    asked = [];

    expect(codeOf(await pull(inRepository("1.2.0"), { cacheDirectory }))).toBe("pulled 1.2.0");
    expect(asked).toEqual(["/charts/index.yaml", "/charts/files/web-1.2.0.tgz"]);
  });

  it("is not taken for another one of the same version", async () => {
    const cacheDirectory = mkdtempSync(join(scratch, "cache-"));
    await pull(inRepository("1.2.0"), { cacheDirectory });

    const other = { kind: "repository", url: `${base}/charts`, chart: "other", version: "1.2.0" } as const;

    expect(codeOf(await pull(other, { cacheDirectory }))).toBe("not-found");
  });

  it("runs equal requests once", async () => {
    const tools = createPull({ allowPrivate: true });
    const request = { location: inRepository("1.2.0"), allowed: true };

    await Promise.all([tools(request), tools(request), tools(request)]);

    expect(asked).toEqual(["/charts/index.yaml", "/charts/files/web-1.2.0.tgz"]);
  });

  it("that says nothing is left after a while", async () => {
    handler = () => undefined;

    expect(codeOf(await pull(inRepository("1.2.0"), { time: 200 }))).toBe("timeout");
  });

  it("that redirects in a circle is left", async () => {
    handler = (request, response) => response.writeHead(302, { location: request.url ?? "" }).end();

    expect(codeOf(await pull(inRepository("1.2.0")))).toBe("address-refused");
  });
});

describe("addresses inside the own network", () => {
  it.each([
    "http://example.com/charts",
    "https://127.0.0.1/charts",
    "https://localhost/charts",
    "https://10.1.2.3/charts",
    "https://169.254.169.254/latest",
    "https://[::1]/charts",
    "https://[::ffff:127.0.0.1]/charts",
    "https://2130706433/charts",
    "https://0x7f.1/charts",
    "https://user:secret@example.com/charts",
    "file:///etc",
    "not an address",
  ])("are refused: %s", async (url) => {
    const location = { kind: "repository", url, chart: "web", version: "1.0.0" } as const;

    const result = await pull(location, { allowPrivate: false });

    expect(codeOf(result)).toBe("address-refused");
    expect(JSON.stringify(result)).not.toContain("secret");
  });

  it("are refused for registries and behind redirects too", async () => {
    const oci = { kind: "oci", url: "oci://127.0.0.1:5000/charts/web", version: "1.0.0" } as const;
    handler = (_, response) => response.writeHead(302, { location: "ftp://127.0.0.1/x" }).end();

    expect(codeOf(await pull(oci, { allowPrivate: false }))).toBe("address-refused");
    expect(codeOf(await pull(inRepository("1.0.0")))).toBe("address-refused");
  });
});

describe("an archive", () => {
  const serveArchive = (bytes: Buffer): void => {
    archives.set("9.9.9", bytes);
    handler = serveRepository();
    archives.delete("9.9.9");
    const repository = handler;
    handler = (request, response) =>
      request.url?.endsWith("9.9.9.tgz") === true ? response.end(bytes) : repository(request, response);
  };

  it.each([
    ["a path out of it", [["web/../../x", "0", "a"]]],
    ["an absolute path", [["/web/x", "0", "a"]]],
    [
      "a symbolic link",
      [
        ["web/Chart.yaml", "0", "name: web"],
        ["web/x", "2", ""],
      ],
    ],
    [
      "a hard link",
      [
        ["web/Chart.yaml", "0", "name: web"],
        ["web/x", "1", ""],
      ],
    ],
    ["no Chart.yaml", [["web/x", "0", "a"]]],
  ] as const)("with %s is no chart", async (_, entries) => {
    serveArchive(gzipSync(tarOf(entries)));

    expect(codeOf(await pull(inRepository("9.9.9")))).toBe("not-a-chart");
  });

  it("that is no archive is no chart", async () => {
    serveArchive(Buffer.from("hello"));

    expect(codeOf(await pull(inRepository("9.9.9")))).toBe("not-a-chart");
  });

  it("that unpacks without end is stopped", async () => {
    serveArchive(gzipSync(Buffer.alloc(140 * 1024 * 1024)));

    expect(codeOf(await pull(inRepository("9.9.9")))).toBe("too-large");
  });
});

describe("a registry", () => {
  const token = "t0ken";
  const layer = (bytes: Buffer) => ({
    mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    digest: `sha256:${hashOf(bytes)}`,
    size: bytes.length,
  });
  const manifestOf = (version: string) =>
    JSON.stringify({
      schemaVersion: 2,
      config: {
        mediaType: "application/vnd.cncf.helm.config.v1+json",
        digest: `sha256:${"0".repeat(64)}`,
        size: 2,
      },
      layers: [layer(archives.get(version) ?? Buffer.alloc(0))],
    });

  /** The distribution protocol with a token server, pages of tags and blobs behind a redirect. */
  const serveRegistry = (options: { readonly wrongBlob?: boolean } = {}): Handler => {
    const tags = [...archives.keys()].map((version) => version.replace("+", "_"));
    return (request, response) => {
      const url = new URL(request.url ?? "", base);
      if (url.pathname === "/token") {
        const scope = url.searchParams.get("scope");
        response.end(JSON.stringify(scope === "repository:charts/web:pull" ? { token } : {}));
        return;
      }
      if (url.pathname === "/cdn") {
        const archive = [...archives.values()].find(
          (bytes) => hashOf(bytes) === url.searchParams.get("hash"),
        );
        if (request.headers.authorization !== undefined && url.host !== new URL(base).host)
          response.writeHead(400).end();
        else response.end(options.wrongBlob === true ? "wrong" : archive);
        return;
      }
      if (request.headers.authorization !== `Bearer ${token}`) {
        const challenge = `Bearer realm="${base}/token",service="test",scope="repository:charts/web:pull"`;
        response.writeHead(401, { "www-authenticate": challenge }).end();
        return;
      }
      const blob = /^\/v2\/charts\/web\/blobs\/sha256:([0-9a-f]+)$/.exec(url.pathname)?.[1];
      const reference = /^\/v2\/charts\/web\/manifests\/(.+)$/.exec(url.pathname)?.[1];
      if (blob !== undefined) {
        response.writeHead(307, { location: `/cdn?hash=${blob}` }).end();
      } else if (url.pathname === "/v2/charts/web/tags/list") {
        const first = url.searchParams.get("last") === null;
        const link = { link: '</v2/charts/web/tags/list?last=x>; rel="next"' };
        response
          .writeHead(200, first ? link : {})
          .end(JSON.stringify({ tags: first ? tags.slice(0, 2) : tags.slice(2) }));
      } else if (reference !== undefined) {
        const version = reference.startsWith("sha256:")
          ? [...archives.keys()].find((key) => `sha256:${hashOf(Buffer.from(manifestOf(key)))}` === reference)
          : reference.replace("_", "+");
        const known = version !== undefined && archives.has(version);
        if (known) response.end(manifestOf(version));
        else response.writeHead(404).end();
      } else response.writeHead(404).end();
    };
  };
  const inRegistry = (version: string, digest?: string): ChartLocation => ({
    kind: "oci",
    url: `oci://${new URL(base).host}/charts/web`,
    version,
    digest,
  });

  beforeEach(() => {
    handler = serveRegistry();
  });

  it.each([
    ["1.2.0", "1.2.0"],
    ["1.11.0+build.5", "1.11.0+build.5"],
    ["~1.10.0", "1.10.1"],
    ["", "1.11.0+build.5"],
  ])("answers %j with %s", async (constraint, version) => {
    const result = await pull(inRegistry(constraint));

    expect(codeOf(result)).toBe(`pulled ${version}`);
    expect(textOf(result, "Chart.yaml")).toContain(`version: ${version}`);
  });

  it("answers a digest with exactly that manifest", async () => {
    const digest = `sha256:${hashOf(Buffer.from(manifestOf("1.0.0")))}`;

    expect(codeOf(await pull(inRegistry("1.0.0", digest)))).toBe("pulled 1.0.0");
    expect(codeOf(await pull(inRegistry("1.0.0", `sha256:${"1".repeat(64)}`)))).toBe("not-found");
  });

  it.each([
    ["7.0.0", "not-found"],
    [">=7", "no-version"],
  ])("names the cause for %s", async (version, code) => {
    expect(codeOf(await pull(inRegistry(version)))).toBe(code);
  });

  it("is not believed when a blob is not what its digest names", async () => {
    handler = serveRegistry({ wrongBlob: true });

    expect(codeOf(await pull(inRegistry("1.2.0")))).toBe("digest-differs");
  });

  it("gets basic credentials when it asks for them", async () => {
    const registry = serveRegistry();
    const basic = `Basic ${Buffer.from("me:pw").toString("base64")}`;
    handler = (request, response) => {
      if (request.headers.authorization !== basic) {
        response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
        return;
      }
      request.headers.authorization = `Bearer ${token}`;
      registry(request, response);
    };
    const url = `oci://${new URL(base).host}`;

    expect(codeOf(await pull(inRegistry("1.2.0")))).toBe("unauthorized");
    expect(
      codeOf(await pull(inRegistry("1.2.0"), { credentials: [{ url, username: "me", password: "pw" }] })),
    ).toBe("pulled 1.2.0");
  });

  it("is refused when the address is no registry's", async () => {
    for (const url of [
      "oci://",
      "oci://host",
      "oci://host/UPPER",
      "oci://host/a/../b",
      "oci://host/a..b/..",
      "http://host/x",
      "oci://u:p@host/x",
    ]) {
      expect(codeOf(await pull({ kind: "oci", url, version: "1.0.0" }))).toBe("address-refused");
    }
  });
});

/** A minimal ustar archive: [name, type, content]. */
function tarOf(entries: readonly (readonly [string, string, string])[]): Buffer {
  const blocks = entries.flatMap(([name, type, content]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(`${content.length.toString(8).padStart(11, "0")} `, 124);
    header.write(type, 156);
    header.write("ustar", 257);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
