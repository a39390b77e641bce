/** The time, as a port: flows never read the clock of the machine. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
