/**
 * Jobs. All of them mean "look again": a job carries no state that is not on GitHub, so losing or repeating one is harmless.
 */
import type { RepositoryRef } from "./repository.ts";

export interface Queue {
  /** Look at a repository; several requests while one waits are one. */
  look(repository: RepositoryRef, why: string): Promise<void>;
  /** Look at a repository after a delay, so that a soak that ends is noticed. A later call replaces the time. */
  lookLater(repository: RepositoryRef, delay: number): Promise<void>;
  /** Show the author of a comment that it was seen. */
  acknowledge(repository: RepositoryRef, comment: number): Promise<void>;
  /** Look at every repository. */
  sweep(): Promise<void>;
  /** Look at every repository of an installation. */
  sweepInstallation(installation: number): Promise<void>;
}

/** Remembers webhook deliveries for some days: GitHub may deliver one twice. */
export interface DeliveryLog {
  wasSeen(delivery: string): Promise<boolean>;
  /** Called after the delivery was dealt with, so that one that failed may come again. */
  remember(delivery: string): Promise<void>;
}
