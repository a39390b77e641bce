/**
 * History of what was observed, for people. Decisions never read it: they are made from GitHub's own records.
 */

export interface EvidenceEntry {
  readonly repository: number;
  readonly cluster: string;
  readonly wave: number;
  /** RFC 3339. */
  readonly at: string;
  readonly holds: boolean;
  readonly summary: string;
}

export interface EvidenceStore {
  /** Keeps an entry unless the latest one of the same wave says the same. */
  record(entry: EvidenceEntry): Promise<void>;
  /** Newest first. */
  history(repository: number, limit: number): Promise<readonly EvidenceEntry[]>;
}
