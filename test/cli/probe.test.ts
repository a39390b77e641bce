import { spawn } from "node:child_process";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { CliResult } from "./run.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A certificate for shop.test that nobody trusts, valid for a hundred years, and its key, which guards nothing. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUBSDY55/p1Ehhp9uwSvsmA7aNraowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJc2hvcC50ZXN0MCAXDTI2MTEyMDIxNDAwMFoYDzIxMjYxMDI3
MjE0MDAwWjAUMRIwEAYDVQQDDAlzaG9wLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQtJkCt5hT47GXmOTWWn3GET6W8VavkIphOAz4Sm2Eds9FiXhIwu2kJ
ETVTJ9wygAiZu0EBXmrpM4cEmqbz6grwo2kwZzAdBgNVHQ4EFgQUWEx3rQR0UbE6
u3/1s1JFR2Y9wPUwHwYDVR0jBBgwFoAUWEx3rQR0UbE6u3/1s1JFR2Y9wPUwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglzaG9wLnRlc3QwCgYIKoZIzj0EAwID
RwAwRAIgTh0/K81vTeenYhF+LyrsbNxhky+idkvnr7l2rqp7mZUCIGddw/BHE2go
Z1ZOFqtcgA/BFWWcNSM7RSy30TWKbyEV
-----END CERTIFICATE-----
`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmeMF7WE7/g9Of2+I
V0a0Fuo0taWQ7iMB5r+z2FEIv7ihRANCAAQtJkCt5hT47GXmOTWWn3GET6W8Vavk
IphOAz4Sm2Eds9FiXhIwu2kJETVTJ9wygAiZu0EBXmrpM4cEmqbz6grw
-----END PRIVATE KEY-----
`;

async function listen(answer: RequestListener, isTls = false): Promise<string> {
  const server = isTls ? createTlsServer({ cert: certificate, key }, answer) : createServer(answer);
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return `${isTls ? "https" : "http"}://127.0.0.1:${port}`;
}

/** Not in this process's way: the servers live here. */
function probe(requests: unknown, ...args: readonly string[]): Promise<CliResult> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, "probe", "--requests", "-", ...args]);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(JSON.stringify(requests));
  });
}

interface Answer {
  readonly request: unknown;
  readonly old?: {
    readonly kind: string;
    readonly status: number;
    readonly body: { bytes: number; isCut: boolean };
  };
  readonly differences?: readonly { readonly what: string; readonly old: string; readonly new: string }[];
  readonly skipped?: string;
}

function answersOf({ stdout }: CliResult): readonly Answer[] {
  const document = JSON.parse(stdout) as { schema: string; answers: Answer[] }; // checked on the next line
  expect(document.schema).toBe("tidegate/probe/v1");
  return document.answers;
}

const get = { host: "shop.test", path: "/a" };

describe("probe", () => {
  it("sends Host, path and headers as asked, follows no redirect, and is clean when both answer alike", async () => {
    const seen: string[] = [];
    const answer: RequestListener = ({ url, headers, method }, response) => {
      seen.push(`${method} ${headers.host}${url} ${headers["x-a"]}`);
      response
        .writeHead(302, { location: "/b", date: new Date().toUTCString(), "x-request-id": Math.random() })
        .end("to b");
    };
    const [old, next] = [await listen(answer), await listen(answer)];

    const result = await probe(
      [{ ...get, headers: { "X-A": "1", Host: "evil.test" } }],
      "--old",
      old,
      "--new",
      next,
    );

    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toContain("1 of 1 alike");
    expect(seen).toEqual(["GET shop.test/a 1", "GET shop.test/a 1"]);
  });

  it("names what differs: status, Location, chosen headers and body", async () => {
    const old = await listen((_, response) =>
      response
        .writeHead(301, { location: "https://shop.test/a", "x-frame": "deny", "content-type": "text/plain" })
        .end("one"),
    );
    const next = await listen((_, response) =>
      response
        .writeHead(308, {
          location: "https://shop.test/a/",
          "x-frame": "allow",
          "content-type": "text/plain",
        })
        .end("two"),
    );
    const where = ["--old", old, "--new", next, "--json"];

    const result = await probe([get], ...where, "--header", "X-Frame");

    expect(result.code).toBe(1);
    expect(answersOf(result)[0]?.differences?.map(({ what }) => what)).toEqual([
      "status",
      "location",
      "x-frame",
      "body",
    ]);
    const fewer = await probe([get], ...where, "--no-body");
    expect(answersOf(fewer)[0]?.differences?.map(({ what }) => what)).toEqual(["status", "location"]);
  });

  it("takes a relative Location for the absolute one it stands for", async () => {
    const old = await listen((_, response) => response.writeHead(301, { location: "/a/" }).end());
    const next = await listen((_, response) =>
      response.writeHead(301, { location: "http://shop.test/a/" }).end(),
    );

    expect((await probe([get], "--old", old, "--new", next)).code).toBe(0);
  });

  it("speaks TLS with the host's name and tells whose certificate it is", async () => {
    const names: (string | undefined)[] = [];
    const answer: RequestListener = (request, response) => {
      names.push((request.socket as { servername?: string }).servername); // of TLS sockets
      response.end("ok");
    };
    const [old, next] = [await listen(answer, true), await listen(answer, true)];
    const requests = [
      { ...get, scheme: "https" },
      { ...get, scheme: "https", host: "other.test" },
    ];

    const result = await probe(requests, "--old", old, "--new", next, "--json");

    expect(result.code).toBe(0);
    expect(names.filter((name) => name === "shop.test")).toHaveLength(2);
    expect(names.filter((name) => name === "other.test")).toHaveLength(2);
    expect(
      answersOf(result).map((one) => (one.old as { certificate?: string } | undefined)?.certificate),
    ).toEqual(["of the host", "of another name"]);
  });

  it("exits 3 when an address cannot be reached or does not answer in time", async () => {
    const up = await listen((_, response) => response.end("ok"));
    const silent = await listen(() => {});
    const gone = await listen(() => {});
    await new Promise((closed) => servers.pop()?.close(closed));

    const refused = await probe([get], "--old", up, "--new", gone);
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain("not reached (ECONNREFUSED)");
    expect((await probe([get], "--old", up, "--new", silent, "--timeout", "1")).code).toBe(3);
  });

  it("compares a connection that is closed without an answer", async () => {
    const close: RequestListener = ({ socket }) => void socket.destroy();
    const [old, next] = [await listen(close), await listen(close)];
    const up = await listen((_, response) => response.end("ok"));

    expect((await probe([get], "--old", old, "--new", next)).code).toBe(0);
    expect((await probe([get], "--old", old, "--new", up)).code).toBe(1);
  });

  it("reads at most 1 MiB of a body", async () => {
    const bodyOf =
      (last: string): RequestListener =>
      (_, response) =>
        void response.end(`${"x".repeat(1024 * 1024)}${last}`);
    const [old, next] = [await listen(bodyOf("a")), await listen(bodyOf("b"))];

    const result = await probe([get], "--old", old, "--new", next, "--json");

    expect(result.code).toBe(0);
    expect(answersOf(result)[0]?.old?.body).toMatchObject({ bytes: 1024 * 1024, isCut: true });
  });

  it("asks at most four at once", async () => {
    let [now, most] = [0, 0];
    const answer: RequestListener = (_, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.end("ok");
      }, 30);
    };
    const [old, next] = [await listen(answer), await listen(answer)];

    const result = await probe(
      Array.from({ length: 12 }, () => ({ ...get })),
      "--old",
      old,
      "--new",
      next,
    );

    expect(result.stdout).toContain("12 of 12 alike");
    expect(most).toBe(4);
  });

  it("sends nothing that may change something unless told to, and calls that no pass", async () => {
    const methods: (string | undefined)[] = [];
    const answer: RequestListener = ({ method }, response) => {
      methods.push(method);
      response.end();
    };
    const where = ["--old", await listen(answer), "--new", await listen(answer)];
    const requests = [
      { ...get, method: "DELETE" },
      { ...get, headers: { ":source": "10.0.0.1" } },
    ];

    const result = await probe(requests, ...where, "--json");
    expect(result.code).toBe(1);
    expect(methods).toEqual([]);
    expect(answersOf(result).every(({ skipped }) => skipped !== undefined)).toBe(true);

    expect((await probe(requests.slice(0, 1), ...where, "--every-method")).code).toBe(0);
    expect(methods).toEqual(["DELETE", "DELETE"]);
  });

  it("shows no secrets", async () => {
    const answer: RequestListener = ({ headers }, response) =>
      void response.writeHead(200, { "set-cookie": "sid=s3cret" }).end(headers.authorization);
    const [old, next] = [
      await listen(answer),
      await listen((_, response) => void response.writeHead(500).end()),
    ];
    const requests = [
      { ...get, headers: { Authorization: "Bearer s3cret", Cookie: "sid=s3cret", "X-Api-Key": "s3cret" } },
    ];

    for (const json of [[], ["--json"]]) {
      const { code, stdout, stderr } = await probe(requests, "--old", old, "--new", next, ...json);
      expect(code).toBe(1);
      expect(stdout + stderr).toContain("(not shown)");
      expect(stdout + stderr).not.toContain("s3cret");
    }
    const withName = await probe([get], "--old", "http://bob:s3cret@127.0.0.1", "--new", next);
    expect(withName.code).toBe(2);
  });

  it.each([
    ["a file that is no JSON", "{", []],
    ["a path with a space", JSON.stringify([{ ...get, path: "/a b" }]), []],
    ["a header that would be two", JSON.stringify([{ ...get, headers: { a: "b\r\nc: d" } }]), []],
    ["a host that is a path", JSON.stringify([{ host: "a/b" }]), []],
    ["another protocol", "[]", ["--new", "ftp://127.0.0.1"]],
  ])("exits 2 for %s", async (_, text, more) => {
    const args = [
      "probe",
      "--requests",
      "-",
      "--old",
      "http://127.0.0.1",
      "--new",
      "http://127.0.0.1",
      ...more,
    ];
    const child = spawn(process.execPath, [main, ...args]);
    child.stdin.end(text);

    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(2);
  });
});
