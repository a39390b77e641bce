/**
 * The database: PostgreSQL by address, or PGlite (PostgreSQL compiled to WebAssembly) in a directory or in memory. pg-boss runs on
 * both; our own tables stand in a schema beside its own.
 */
import { mkdir } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { type Db, fromPglite, PgBoss } from "pg-boss";
import type { Log } from "../ports/log.ts";

export type DatabaseChoice =
  | { readonly kind: "memory" }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string };

export interface Sql {
  /** Rows as the database returns them; whoever asks parses them. */
  run(text: string, values?: readonly unknown[]): Promise<readonly unknown[]>;
}

export interface Database {
  readonly boss: PgBoss;
  readonly sql: Sql;
  /** True when no other process can share this database. */
  readonly isOurs: boolean;
  isReachable(): Promise<boolean>;
  close(): Promise<void>;
}

/** pg-boss looks after its tables by timers of its own; schedules of its own it does not need. */
const bossSettings = {
  schedule: false,
  useListenNotify: true,
  superviseIntervalSeconds: 60,
  maintenanceIntervalSeconds: 3600,
} as const;

export async function openDatabase(choice: DatabaseChoice, log: Log): Promise<Database> {
  if (choice.kind === "postgres") {
    const boss = new PgBoss({ ...bossSettings, connectionString: choice.url, application_name: "tidegate" });
    return start(boss, log, undefined);
  }
  const lite = await openEmbedded(choice);
  return start(new PgBoss({ ...bossSettings, backend: "pglite", db: fromPglite(lite) }), log, lite);
}

async function start(boss: PgBoss, log: Log, lite: PGlite | undefined): Promise<Database> {
  boss.on("error", (error) =>
    log.error({ error: error.message.slice(0, 300) }, "the queue reported an error"),
  );
  boss.on("warning", (warning) =>
    log.warn({ warning: warning.message.slice(0, 300) }, "the queue reported a warning"),
  );
  await boss.start();
  const sql = sqlOf(boss.getDb());
  await createTables(sql);
  return {
    boss,
    sql,
    isOurs: lite !== undefined,
    isReachable: () =>
      sql.run("SELECT 1").then(
        () => true,
        () => false,
      ),
    close: async () => {
      await boss.stop({ graceful: true, timeout: 30_000 });
      await lite?.close();
    },
  };
}

async function openEmbedded(choice: Exclude<DatabaseChoice, { readonly kind: "postgres" }>): Promise<PGlite> {
  if (choice.kind === "memory") return PGlite.create();
  await mkdir(choice.path, { recursive: true, mode: 0o700 });
  return PGlite.create(choice.path);
}

function sqlOf(db: Db): Sql {
  return {
    run: async (text, values) => {
      const answer: { readonly rows: readonly unknown[] } = await db.executeSql(
        text,
        values === undefined ? undefined : [...values],
      );
      return answer.rows;
    },
  };
}

/** Several processes may start at once: the lock makes them create the tables one after the other. */
async function createTables(sql: Sql): Promise<void> {
  await sql.run(`
    BEGIN;
    SELECT pg_advisory_xact_lock(7465164);
    CREATE SCHEMA IF NOT EXISTS tidegate;
    CREATE TABLE IF NOT EXISTS tidegate.delivery (
      id text PRIMARY KEY,
      seen timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE IF NOT EXISTS tidegate.evidence (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      repository bigint NOT NULL,
      cluster text NOT NULL,
      wave integer NOT NULL,
      at timestamptz NOT NULL,
      holds boolean NOT NULL,
      summary text NOT NULL
    );
    CREATE INDEX IF NOT EXISTS evidence_of_wave ON tidegate.evidence (repository, cluster, wave, id DESC);
    COMMIT;
  `);
}
