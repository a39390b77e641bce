/** What a command loads before it does anything: start-up is part of every run. Only imports that run are followed, not types and not `import()`. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compareText } from "../../../src/model/brands.ts";

const src = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "src");

/** Files below src/ and packages that are loaded with a file, itself included. */
function loadedWith(entry: string): readonly string[] {
  const seen = new Set<string>();
  const pending = [entry];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (!file.endsWith(".ts")) continue;
    const text = readFileSync(join(src, file), "utf8");
    const statements = text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm);
    for (const [, to = ""] of statements) {
      if (!to.startsWith("node:")) pending.push(to.startsWith(".") ? join(dirname(file), to) : to);
    }
  }
  return [...seen];
}

describe("what is loaded at the start", () => {
  it("is no command before one is chosen", () => {
    const loaded = [...loadedWith("cli/main.ts")].sort(compareText);

    expect(loaded).toEqual(["cli/exit.ts", "cli/main.ts", "cli/terminal.ts", "commander"]);
  });

  it.each(["scan", "plan", "migrate", "convert", "route"])("is neither server nor demo for %s", (command) => {
    const loaded = loadedWith(`cli/commands/${command}.ts`);
    const heavy =
      /^(?:serve|index)\.ts$|^(?:handlers|jobs|store|sandbox|cli\/demo)\/|^(?:probot|pg-boss|pino|@octokit\/|@electric-sql\/)/;

    expect(loaded).toContain("yaml");
    expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
  });

  it("is looked for where it is", () => {
    const places = ["serve.ts", "index.ts", "handlers", "jobs", "store", "sandbox", "cli/demo"];

    expect(places.filter((place) => !existsSync(join(src, place)))).toEqual([]);
  });
});
