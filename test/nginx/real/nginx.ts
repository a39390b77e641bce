/**
 * One real nginx for all Ingress sets: each set gets a loopback address of its own, so that every set has its own default
 * server. Sets whose configuration nginx refuses are found by `nginx -t` and left out.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ingress } from "../../../src/model/ingress.ts";
import type { NginxWorld } from "../../../src/nginx/table/world.ts";
import { printLuaTable, printSite, type Site } from "../controller/conf.ts";
import { luaModule } from "../controller/lua.ts";
import { controllerModel } from "../controller/servers.ts";
import { startEcho } from "./echo.ts";

export interface IngressSet {
  readonly ingresses: readonly Ingress[];
  readonly world: NginxWorld;
}

export interface RealNginx {
  readonly version: string;
  /** One per set, in order; `refused` is what nginx says when it does not take the configuration. */
  readonly sites: readonly { readonly site: Site; readonly refused: string | undefined }[];
  stop(): Promise<void>;
}

export async function startNginx(sets: readonly IngressSet[]): Promise<RealNginx> {
  const binary = findNginx();
  const directory = mkdtempSync(join(tmpdir(), "tidegate-nginx-"));
  const echo = await startEcho();
  const cleanUp = async (): Promise<void> => {
    await echo.close();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    for (const folder of ["sets", "lua", "temp"]) mkdirSync(join(directory, folder));
    makeCertificate(directory);
    writeFileSync(join(directory, "users"), "member:{PLAIN}correct\n");
    writeFileSync(join(directory, "lua", "controller.lua"), luaModule);
    const [httpPort, httpsPort] = [await freePort(), await freePort()];
    const sites = sets.map((set, index) => {
      const site: Site = {
        id: `set${index}`,
        address: `127.77.${Math.floor(index / 200)}.${(index % 200) + 1}`,
        httpPort,
        httpsPort,
        usersFile: join(directory, "users"),
      };
      const model = controllerModel(set.ingresses, set.world);
      writeFileSync(join(directory, "sets", `${site.id}.conf`), printSite(model, set.world, site));
      writeFileSync(join(directory, "lua", `${site.id}.lua`), printLuaTable(model, set.world));
      return site;
    });
    const refused = dropRefused(binary, directory, sites, { echo: echo.port, httpPort, httpsPort });
    const nginx = spawn(binary.path, ["-p", directory, "-c", join(directory, "nginx.conf")], {
      stdio: "ignore",
    });
    const ended = new Promise<void>((resolve) => nginx.once("exit", () => resolve()));
    const first = sites.find(({ id }) => !refused.has(id));
    if (first !== undefined) await answers(first, () => nginx.exitCode, directory);
    return {
      version: binary.version,
      sites: sites.map((site) => ({ site, refused: refused.get(site.id) })),
      stop: async () => {
        nginx.kill("SIGTERM");
        await ended;
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

interface Ports {
  readonly echo: number;
  readonly httpPort: number;
  readonly httpsPort: number;
}

interface Binary {
  readonly path: string;
  readonly version: string;
  readonly modules: string;
}

function findNginx(): Binary {
  const path = "/usr/sbin/nginx";
  const { stderr, error } = spawnSync(path, ["-V"], { encoding: "utf8" });
  if (error !== undefined) {
    throw new Error("No nginx here: install the packages nginx-light and libnginx-mod-http-lua", {
      cause: error,
    });
  }
  const version = /nginx\/(\S+)/.exec(stderr)?.[1] ?? "unknown";
  const modules = /--modules-path=(\S+)/.exec(stderr)?.[1] ?? "/usr/lib/nginx/modules";
  return { path, version, modules };
}

function makeCertificate(directory: string): void {
  const options = "req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -subj /CN=fake";
  const files = ["-keyout", join(directory, "key.pem"), "-out", join(directory, "cert.pem")];
  execFileSync("openssl", [...options.split(" "), ...files], { stdio: "ignore" });
}

/** Each set is tested alone, since a variable one of them names would be known to all; then all that were taken together. */
function dropRefused(
  binary: Binary,
  directory: string,
  sites: readonly Site[],
  ports: Ports,
): ReadonlyMap<string, string> {
  const refused = new Map<string, string>();
  for (const site of sites) {
    const complaint = complaintAbout(binary, directory, [site], ports);
    if (complaint !== undefined) refused.set(site.id, complaint);
  }
  const taken = sites.filter(({ id }) => !refused.has(id));
  const complaint = complaintAbout(binary, directory, taken, ports);
  if (complaint !== undefined) throw new Error(`nginx -t: ${complaint}`);
  return refused;
}

function complaintAbout(
  binary: Binary,
  directory: string,
  sites: readonly Site[],
  ports: Ports,
): string | undefined {
  const conf = join(directory, "nginx.conf");
  writeFileSync(conf, mainConf(binary, directory, sites, ports));
  const { status, stderr } = spawnSync(binary.path, ["-t", "-p", directory, "-c", conf], {
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  return stderr.split("\n").find((line) => line.includes("[emerg]")) ?? stderr;
}

function mainConf({ modules }: Binary, directory: string, sites: readonly Site[], ports: Ports): string {
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${directory}/temp/${name};`,
  );
  return `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log warn;
load_module ${modules}/ndk_http_module.so;
load_module ${modules}/ngx_http_lua_module.so;
events { worker_connections 4096; }
http {
  access_log off;
  ${temp.join("\n  ")}
  lua_package_path "${directory}/lua/?.lua;;";
  ssl_certificate ${directory}/cert.pem;
  ssl_certificate_key ${directory}/key.pem;
  server_name_in_redirect off;
  port_in_redirect off;
  server_names_hash_max_size 4096;
  variables_hash_max_size 4096;
  uninitialized_variable_warn off;
  proxy_http_version 1.1;
  proxy_buffer_size 64k;
  proxy_buffers 4 64k;
  proxy_busy_buffers_size 128k;
  proxy_redirect off;
  large_client_header_buffers 4 8k;
  keepalive_requests 100000;
  map $server_port $controller_port { ${ports.httpPort} 80; ${ports.httpsPort} 443; }
  upstream echo { server 127.0.0.1:${ports.echo}; keepalive 64; }
  ${sites.map(({ id }) => `include ${directory}/sets/${id}.conf;`).join("\n  ")}
}
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.77.0.1", () => {
      const address = server.address();
      const port = address === null || typeof address === "string" ? 0 : address.port;
      server.close(() => resolve(port));
    });
  });
}

async function answers(site: Site, exitCode: () => number | null, directory: string): Promise<void> {
  const started = Date.now();
  while (Date.now() - started < 20_000) {
    if (exitCode() !== null) break;
    if (await isOpen(site.address, site.httpPort)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nginx did not start: ${readFileSync(join(directory, "error.log"), "utf8").slice(-2000)}`);
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
