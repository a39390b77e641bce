/** Runs git through simple-git: our environment, byte-exact output, a limit on time. */
import { type SimpleGit, simpleGit } from "simple-git";
import { HostError } from "../../ports/failures.ts";
import { type GitAccess, gitEnvironment, guardedNames } from "./environment.ts";

export interface GitClient {
  /** Runs git in the repository; the token of `access` goes with it. */
  run(args: readonly string[], options: RunOptions): Promise<string>;
  /** `git cat-file`, byte for byte. */
  catFile(args: readonly string[], options: RunOptions): Promise<Buffer>;
}

export interface RunOptions {
  /** What is being done, for messages: constant text. */
  readonly doing: string;
  readonly access?: GitAccess | undefined;
  readonly input?: string;
  /** Milliseconds without any output, and in all. */
  readonly silence?: number;
  readonly whole?: number;
}

export interface GitClientSettings {
  readonly directory: string;
  readonly binary?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const defaults = { silence: 60_000, whole: 10 * 60_000 } as const;

export function gitClient(settings: GitClientSettings): GitClient {
  return {
    run: (args, options) => within(settings, options, (git) => git.raw([...args])),
    catFile: (args, options) =>
      within(settings, options, async (git) => {
        const output: unknown = await git.binaryCatFile([...args]);
        return Buffer.isBuffer(output) ? output : Buffer.alloc(0);
      }),
  };
}

async function within<T>(
  { directory, binary, environment }: GitClientSettings,
  options: RunOptions,
  call: (git: SimpleGit) => Promise<T>,
): Promise<T> {
  const variables = gitEnvironment(environment, directory, options.access);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), options.whole ?? defaults.whole);
  const { input } = options;
  const git = simpleGit({
    baseDir: directory,
    ...(binary === undefined ? {} : { binary }),
    unsafe: { ...permitted, allowUnsafeCustomBinary: binary !== undefined },
    allowEnvironment: guardedNames(variables),
    maxConcurrentProcesses: 1,
    abort: stop.signal,
    timeout: { block: options.silence ?? defaults.silence },
    completion: { onClose: true, onExit: false },
    ...(input === undefined ? {} : { input: () => input }),
  }).env({ ...variables });
  try {
    return await call(git);
  } catch (error) {
    throw gitFailure(options, error, stop.signal.aborted);
  } finally {
    clearTimeout(timer);
  }
}

/** Settings this adapter sets on purpose; all of them are constants of `environment.ts` but the header. */
const permitted = {
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeHooksPath: true,
  allowUnsafeTemplateDir: true,
} as const;

/** What git prints may hold the address but never the token; headers are only printed with tracing, which is off. */
function gitFailure({ doing, access }: RunOptions, error: unknown, timedOut: boolean): HostError {
  const printed = error instanceof Error ? error.message : "";
  const lines = printed.split("\n").filter((line) => /^(fatal|error|remote):/.test(line));
  const said = redact((lines.at(-1) ?? "no message").slice(0, 300), access?.token);
  const isRefused = /Authentication failed|could not read Username|returned error: 40[134]|not found/i.test(
    printed,
  );
  return new HostError(`could not ${doing}: ${timedOut ? "git took too long" : said}`, {
    doing,
    retryable: !isRefused,
  });
}

export function redact(text: string, secret: string | undefined): string {
  const plain = text.replace(/\/\/[^/@\s]+@/g, "//");
  return secret === undefined || secret === "" ? plain : plain.replaceAll(secret, "[secret]");
}
