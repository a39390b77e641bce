/** Runs one program to its end within limits. It and everything it started is killed as a group; nothing of ours is inherited. */
import { spawn } from "node:child_process";

export interface ProcessLimits {
  /** Milliseconds. */
  readonly time: number;
  /** Bytes of standard output. */
  readonly output: number;
}

export interface ProcessEnd {
  readonly end: "exit" | "timeout" | "too-large" | "not-started";
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const mostErrorOutput = 64 * 1024;

export function runProcess(
  command: readonly string[],
  options: {
    readonly directory: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly limits: ProcessLimits;
  },
): Promise<ProcessEnd> {
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.directory,
      env: { ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let printed = 0;
    let complained = 0;
    let stopped: "timeout" | "too-large" | undefined;
    const stop = (why: "timeout" | "too-large") => {
      stopped ??= why;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => stop("timeout"), options.limits.time);
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.length;
      if (printed > options.limits.output) stop("too-large");
      else stdout.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complained += chunk.length;
      if (complained <= mostErrorOutput) stderr.push(chunk);
    });
    const finish = (end: ProcessEnd["end"], status: number | undefined) => {
      clearTimeout(timer);
      resolve({ end, status, stdout: textOf(stdout), stderr: textOf(stderr) });
    };
    child.once("error", () => finish("not-started", undefined));
    child.once("close", (status) => finish(stopped ?? "exit", status ?? undefined));
  });
}

/** The child leads a group of its own, so a negative id reaches what it started too. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
