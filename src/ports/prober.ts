/**
 * Sends one request to one address, as a client of the host would, and tells what came back. Never throws for what a network or a
 * server does.
 */
import type { ProbeAnswer } from "../model/probe.ts";
import type { RequestSample } from "../model/proof.ts";

/** Where requests of each scheme are sent to. */
export interface ProbeAddress {
  readonly http: { readonly host: string; readonly port: number };
  readonly https: { readonly host: string; readonly port: number };
}

export interface Prober {
  send(request: RequestSample, address: ProbeAddress): Promise<ProbeAnswer>;
}
