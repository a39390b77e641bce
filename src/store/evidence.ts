/** The history of evidence, for people who ask why a removal was proposed when it was. */
import { z } from "zod";
import type { EvidenceStore } from "../ports/evidence-store.ts";
import type { Sql } from "./database.ts";

const Row = z.object({
  // bigint columns come as strings from PostgreSQL and as numbers from PGlite
  repository: z.coerce.number(),
  cluster: z.string(),
  wave: z.number(),
  at: z.coerce.date(),
  holds: z.boolean(),
  summary: z.string(),
});

export function evidenceStore(sql: Sql): EvidenceStore {
  return {
    record: async ({ repository, cluster, wave, at, holds, summary }) => {
      await sql.run(
        `INSERT INTO tidegate.evidence (repository, cluster, wave, at, holds, summary)
         SELECT $1, $2, $3, $4, $5, $6
         WHERE NOT EXISTS (
           SELECT 1 FROM (
             SELECT holds, summary FROM tidegate.evidence
             WHERE repository = $1 AND cluster = $2 AND wave = $3 ORDER BY id DESC LIMIT 1
           ) latest WHERE latest.holds = $5 AND latest.summary = $6
         )`,
        [repository, cluster, wave, at, holds, summary],
      );
    },
    history: async (repository, limit) => {
      const rows = await sql.run(
        `SELECT repository, cluster, wave, at, holds, summary FROM tidegate.evidence
         WHERE repository = $1 ORDER BY id DESC LIMIT $2`,
        [repository, limit],
      );
      return rows.map((row) => {
        const { at, ...entry } = Row.parse(row);
        return { ...entry, at: at.toISOString() };
      });
    },
  };
}
