/** Live answers of two addresses to one request, and what differs between them. */
import type { RequestSample } from "./proof.ts";

export type ProbeAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** As sent. */
      readonly location: string | undefined;
      /** Lower-case names; repeated ones joined by ", ". */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: {
        /** Bytes that were read. */
        readonly bytes: number;
        /** SHA-256 of them, hexadecimal. */
        readonly digest: string;
        /** True when there was more than is read. */
        readonly isCut: boolean;
      };
      /** Whether the certificate names the host; undefined without TLS. */
      readonly certificate: "of the host" | "of another name" | undefined;
    }
  /** Connected, and then ended without an answer: a refused TLS name, nginx's 444. */
  | { readonly kind: "closed"; readonly why: string }
  /** No connection, or none in time. */
  | { readonly kind: "unreachable"; readonly why: string };

export interface ProbeDifference {
  /** "status", "location", "body", "certificate", "answer", or the name of a header. */
  readonly what: string;
  readonly old: string;
  readonly new: string;
}

export type Probed =
  | {
      readonly kind: "compared";
      readonly request: RequestSample;
      readonly old: ProbeAnswer;
      readonly new: ProbeAnswer;
      readonly differences: readonly ProbeDifference[];
    }
  | { readonly kind: "skipped"; readonly request: RequestSample; readonly why: string };
