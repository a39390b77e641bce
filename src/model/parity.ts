/**
 * Parity: what was observed after a wave was merged, and what follows from it.
 */

export type ParitySignalName = "render" | "routes" | "proof" | "checks" | "soak" | "dns";

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

/** Parity as a cutover asks for it: everything but the names, which the cutover itself hands over. */
export function exceptDns(verdict: ParityVerdict): ParityVerdict {
  const signals = verdict.signals.filter(({ name }) => name !== "dns");
  return {
    ...verdict,
    signals,
    holds: signals.length > 0 && signals.every(({ state }) => state === "holds"),
  };
}

/** True when names of this wave wait for a cutover. */
export function awaitsCutover({ signals }: ParityVerdict): boolean {
  return signals.some(({ name, state }) => name === "dns" && state !== "holds");
}
