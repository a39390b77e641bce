/**
 * Structured log lines. Messages are constant, variables are fields. Levels say who must act: error = us, warn = operator,
 * info = normal; mistakes of users are never errors.
 */

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A log that adds these fields to every line. */
  with(fields: LogFields): Log;
}
