/**
 * Exit codes are a contract: 0 done and clean, 1 done with blockers or differences, 2 bad usage or unreadable input,
 * 3 a tool or service failed.
 */
export const exitCode = { clean: 0, findings: 1, usage: 2, failure: 3 } as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The caller asked for something that cannot be done: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
