/**
 * The Probot entry: connects webhook events to handlers. Probot checks signatures before anything here runs.
 */
import type { Probot } from "probot";
import { type DispatchDeps, dispatch, eventHandlers } from "./handlers/index.ts";

export function installHandlers(probot: Probot, deps: DispatchDeps): void {
  probot.onAny(async (event) => {
    if (!Object.hasOwn(eventHandlers, event.name)) return;
    await dispatch({ id: event.id, name: event.name, payload: event.payload }, deps);
  });
}
