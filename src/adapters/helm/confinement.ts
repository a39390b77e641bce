/**
 * What helm may reach: a scratch directory and nothing else of the user's. Memory is bounded by the kernel where `prlimit` exists
 * and by Go's own collector everywhere; the network is a namespace without interfaces where `unshare` may make one, and a proxy
 * address that refuses connections elsewhere (helm fetches remote `$ref`s of a values schema through the proxy settings).
 */
import { join } from "node:path";
import { type Environment, findOnPath } from "./binary.ts";
import { runProcess } from "./process.ts";

export interface Confinement {
  /** What to put in front of a command. */
  readonly prefix: readonly string[];
  readonly memory: "limited" | "advised";
  readonly network: "none" | "refused";
}

export async function findConfinement(environment: Environment, memory: number): Promise<Confinement> {
  const prlimit = findOnPath("prlimit", environment);
  const limits =
    prlimit === undefined
      ? []
      : [prlimit, `--as=${memory}`, "--core=0", `--fsize=${memory}`, "--nofile=1024", "--"];
  const unshare = findOnPath("unshare", environment);
  const alone = unshare === undefined ? [] : [unshare, "--map-root-user", "--net", "--"];
  const works = async (prefix: readonly string[]) =>
    prefix.length > 0 && (await succeeds([...prefix, ...harmless(environment)]));
  const [canUnshare, canLimit] = await Promise.all([works(alone), works(limits)]);
  return {
    prefix: [...(canLimit ? limits : []), ...(canUnshare ? alone : [])],
    memory: canLimit ? "limited" : "advised",
    network: canUnshare ? "none" : "refused",
  };
}

/** Every place helm keeps anything is below `home`; no variable of ours goes along. */
export function helmEnvironment(home: string, memory: number): Readonly<Record<string, string>> {
  const nowhere = "http://127.0.0.1:9";
  return {
    PATH: "",
    HOME: home,
    TMPDIR: home,
    LANG: "C",
    TZ: "UTC",
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    HELM_CACHE_HOME: join(home, "cache"),
    HELM_CONFIG_HOME: join(home, "config"),
    HELM_DATA_HOME: join(home, "data"),
    HELM_PLUGINS: join(home, "plugins"),
    HELM_REPOSITORY_CACHE: join(home, "cache", "repository"),
    HELM_REPOSITORY_CONFIG: join(home, "config", "repositories.yaml"),
    HELM_REGISTRY_CONFIG: join(home, "config", "registry.json"),
    HELM_KUBECONTEXT: "",
    KUBECONFIG: join(home, "config", "none"),
    GOMEMLIMIT: `${Math.floor(memory * 0.6)}`,
    GOMAXPROCS: "2",
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: "",
  };
}

function harmless(environment: Environment): readonly string[] {
  return [findOnPath("true", environment) ?? "/bin/true"];
}

async function succeeds(command: readonly string[]): Promise<boolean> {
  const done = await runProcess(command, {
    directory: "/",
    environment: {},
    limits: { time: 5_000, output: 1024 },
  });
  return done.end === "exit" && done.status === 0;
}
