/**
 * Runs the store's tests on PostgreSQL: on the one `TIDEGATE_TEST_POSTGRES` names, else on one of its own, started from the binaries
 * of a Debian package (`postgresql`) in a temporary folder and listening on a socket there only.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = "/usr/lib/postgresql";

const given = process.env.TIDEGATE_TEST_POSTGRES;
process.exitCode = given === undefined ? withOwnServer(runTests) : runTests(given);

/** @param {string} url */
function runTests(url) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", "--config", "vitest.postgres.config.ts"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TIDEGATE_TEST_POSTGRES: url },
  });
  return status ?? 1;
}

/** @param {(url: string) => number} test */
function withOwnServer(test) {
  const versions = existsSync(packages) ? readdirSync(packages).sort((a, b) => Number(b) - Number(a)) : [];
  const binaries = versions
    .map((version) => join(packages, version, "bin"))
    .find((path) => existsSync(join(path, "initdb")));
  if (binaries === undefined) {
    console.error(
      "No PostgreSQL here: install the package postgresql, or name a database in TIDEGATE_TEST_POSTGRES.",
    );
    return 1;
  }
  const directory = mkdtempSync(join(tmpdir(), "tidegate-pg-"));
  const data = join(directory, "data");
  // PostgreSQL refuses to run as root
  const asUser = process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
  if (asUser.length > 0) run(["chown", "postgres", directory]);
  chmodSync(directory, 0o755);
  try {
    run([
      ...asUser,
      join(binaries, "initdb"),
      "--pgdata",
      data,
      "--auth",
      "trust",
      "--username",
      "tidegate",
      "--encoding",
      "UTF8",
    ]);
    const options = `-c listen_addresses='' -c unix_socket_directories=${directory} -c fsync=off`;
    const control = [...asUser, join(binaries, "pg_ctl"), "--pgdata", data, "--wait", "--silent"];
    run([...control, "--options", options, "--log", join(directory, "log"), "start"]);
    try {
      return test(`postgresql://tidegate@/postgres?host=${encodeURIComponent(directory)}`);
    } finally {
      run([...control, "--mode", "fast", "stop"]);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} command */
function run([program, ...args]) {
  const { status, stderr } = spawnSync(program ?? "", args, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}
