/**
 * What a handler is: it decides from a payload what to look at again. It never acts on what a payload claims.
 */
import type { Queue } from "../ports/queue.ts";

export interface HandlerDeps {
  readonly queue: Queue;
  /** Login of our own account: our own events are no news. */
  readonly login: string;
}

export type EventHandler = (payload: unknown, deps: HandlerDeps) => Promise<void>;
