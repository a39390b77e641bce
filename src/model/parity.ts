/**
 * Parity: what was observed after a wave was merged, and what follows from it.
 */

export type ParitySignalName = "render" | "routes" | "proof" | "checks" | "soak";

/** holds: seen and good. waiting: not yet known. broken: seen and bad; a person has to look. */
export interface ParitySignal {
  readonly name: ParitySignalName;
  readonly state: "holds" | "waiting" | "broken";
  /** One sentence for people. */
  readonly text: string;
}

export interface ParityVerdict {
  /** True when every signal holds: the Ingresses may go. */
  readonly holds: boolean;
  readonly signals: readonly ParitySignal[];
  /** When the soak ends if nothing changes (milliseconds since the epoch); undefined while it does not run. */
  readonly dueAt: number | undefined;
}
