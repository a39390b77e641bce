/** Structured logs through pino: one JSON object a line, secrets struck out. */
import { type DestinationStream, type Logger, pino } from "pino";
import type { Log, LogFields } from "../ports/log.ts";

/** Fields that could hold a secret, wherever a library puts them. */
const secretFields = ["authorization", "token", "privateKey", "secret", "password"].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
  `*.*.*.${name}`,
]);

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const settings = {
    level,
    messageKey: "message",
    redact: { paths: secretFields, censor: "[secret]" },
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}

export function pinoLog(logger: Logger): Log {
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    with: (fields: LogFields) => pinoLog(logger.child(fields)),
  };
}
