// `convert` of 200 Ingresses beside ingress2gateway on the same file, and how many routing cases each gets right.
import { join } from "node:path";
import { ingressText, writeFiles } from "../generate.mjs";
import { measure } from "../measure.mjs";
import { bench, findProgram, program } from "../places.mjs";

export const title = "convert: 200 Ingresses in one file (whole processes)";

/** @param {{ readonly scratch: string, readonly runs: number }} options */
export async function run({ scratch, runs }) {
  /** @type {readonly Record<string, string>[]} */
  const behaviours = [
    {},
    {},
    { "ssl-redirect": "false" },
    { "permanent-redirect": "https://n.example.test/x" },
    { "proxy-read-timeout": "300" },
  ];
  const documents = Array.from({ length: 200 }, (_, index) =>
    ingressText(
      `i${index}`,
      [`h${index}.example.test`],
      ["/", "/api", `/v${index}/`],
      behaviours[index % behaviours.length],
    ),
  );
  writeFiles(scratch, { "ingresses.yaml": documents.join("---\n") });
  const file = join(scratch, "ingresses.yaml");
  const ours = await measure(
    [
      process.execPath,
      program,
      "convert",
      file,
      "--target",
      "envoy-gateway",
      "--gateway",
      "gateway-system/public",
    ],
    { runs },
  );
  const rows = [
    {
      ...ours,
      what: "tidegate convert",
      note: `${routesIn(ours.stdout)} HTTPRoutes; ${await rightCases(undefined)}`,
    },
  ];
  const peer = findProgram("ingress2gateway");
  if (peer === undefined) {
    return [
      ...rows,
      { what: "ingress2gateway print", milliseconds: undefined, note: "not on PATH, not measured" },
    ];
  }
  const args = ["print", "--providers", "ingress-nginx", "--input-file", file, "--all-namespaces"];
  const theirs = await measure([peer, ...args], { runs });
  return [
    ...rows,
    {
      ...theirs,
      what: "ingress2gateway print",
      note: `${routesIn(theirs.stdout)} HTTPRoutes; ${await rightCases(peer)}`,
    },
  ];
}

/** @param {string} yaml */
function routesIn(yaml) {
  return yaml.match(/^kind: HTTPRoute$/gm)?.length ?? 0;
}

/** @param {string | undefined} peer */
async function rightCases(peer) {
  const job = join(bench, "jobs", "routing-cases.mjs");
  const { stdout } = await measure([process.execPath, job, ...(peer === undefined ? [] : [peer])], {
    runs: 1,
  });
  const { cases, right, refused, differs } = JSON.parse(stdout);
  return `of ${cases} routing cases ${right} right, ${refused} refused with a reason, ${differs} different`;
}
