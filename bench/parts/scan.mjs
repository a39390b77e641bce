// `scan` of a repository of 9,000 files with 13 Ingresses, beside what people do without it.
import { join } from "node:path";
import { repository, writeFiles } from "../generate.mjs";
import { measure } from "../measure.mjs";
import { bench, program } from "../places.mjs";

export const title = "scan: 9,000 files, 13 of them Ingresses (whole processes)";

/** @param {{ readonly scratch: string, readonly runs: number }} options */
export async function run({ scratch, runs }) {
  const directory = join(scratch, "repository");
  writeFiles(directory, repository(9000));
  const scan = await measure([process.execPath, program, "scan", directory, "--json"], { runs });
  const { stats } = JSON.parse(scan.stdout);
  const grep = await measure(["grep", "-rl", "kind: Ingress", directory], { runs });
  const naive = await measure([process.execPath, join(bench, "jobs", "parse-everything.mjs"), directory], {
    runs,
  });
  const parsed = JSON.parse(naive.stdout);
  const files = grep.stdout.split("\n").filter((line) => line !== "").length;
  const { files: seen, ingresses, ms, ...more } = stats;
  const also = Object.entries(more)
    .map(([name, value]) => `, ${name} ${value}`)
    .join("");
  return [
    {
      ...scan,
      what: "tidegate scan",
      note: `${ingresses} Ingresses in ${seen} files${also}; ${ms} ms without start`,
    },
    { ...grep, what: "grep -rl 'kind: Ingress'", note: `${files} files with the words in them` },
    {
      ...naive,
      what: "js-yaml on every YAML file",
      note: `${parsed.ingresses} Ingresses in ${parsed.parsed} parsed files`,
    },
  ];
}
