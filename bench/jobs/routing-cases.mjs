// How many of the recorded routing cases a converter gets right: its output answers each request of the case as nginx does.
// The judge is our model of Gateway API, for both. Cases that depend on the controller's ConfigMap or flags, which a converter
// is not shown, are left out, and so is the one whose configuration nginx refuses.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump, load } from "js-yaml";
import { built, routingCases } from "../places.mjs";

const foreign = process.argv[2];
const { convertManifests } = await built("flows/convert.js");
const { readManifestTexts } = await built("flows/manifests.js");
const { buildNginxTable } = await built("nginx/table/build.js");
const { answerNginx } = await built("nginx/table/answer.js");
const { nginxWorld } = await built("nginx/table/world.js");
const { buildGatewayTable } = await built("gateway/table/table.js");
const { answerGateway } = await built("gateway/table/answer.js");
const { compareAnswers } = await built("verify/compare.js");
const { recogniseDeviation } = await built("verify/deviations.js");

/** @type {{ cases: any[] }} */
const { cases } = /** @type {any} */ (load(readFileSync(routingCases, "utf8")));
const asked = cases.filter((one) => !one.configMap && !one.flags && one.expectConfig === undefined);
const scratch = mkdtempSync(join(tmpdir(), "tidegate-bench-cases-"));
const tally = { cases: asked.length, right: 0, refused: 0, differs: 0 };
try {
  for (const one of asked) tally[judge(one)] += 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(tally));

/**
 * @param {any} one
 * @returns {"right" | "refused" | "differs"}
 */
function judge(one) {
  const text = one.manifests.map((/** @type {unknown} */ manifest) => `---\n${dump(manifest)}`).join("");
  const read = readManifestTexts([{ path: "case.yaml", text }]);
  const objects = foreign === undefined ? convertOurs(text) : convertForeign(foreign, text);
  if (objects === undefined) return "refused";
  const facts = {
    missingServices: new Set(one.cluster?.missingServices),
    noEndpoints: new Set(one.cluster?.noEndpoints),
    services: read.services,
  };
  const world = nginxWorld({
    ...facts,
    missingSecrets: new Set(one.cluster?.missingSecrets),
    secrets: new Set(),
    ingressClasses: ["nginx"],
  });
  const ingresses = read.ingresses.map((/** @type {{ ingress: unknown }} */ found) => found.ingress);
  const old = buildNginxTable(ingresses, world);
  const sections = { http: "http", https: "https" };
  const next = buildGatewayTable(objects, { ...facts, target: "envoy-gateway", sections });
  const isRight = one.requests.every((/** @type {any} */ request) => {
    const sample = { scheme: "http", method: "GET", headers: {}, host: request.host, path: request.path };
    const asks = {
      ...sample,
      ...(request.scheme && { scheme: request.scheme }),
      ...(request.method && { method: request.method }),
      ...(request.headers && { headers: request.headers }),
    };
    const [before, after] = [answerNginx(old, asks), answerGateway(next, asks)];
    const difference = compareAnswers(asks, before, after);
    return (
      difference === undefined ||
      recogniseDeviation(difference, before, after, { isDeep: false, label: request.host }) !== undefined
    );
  });
  return isRight ? "right" : "differs";
}

/**
 * undefined: an Ingress was refused, by name and with the reason.
 * @param {string} text
 */
function convertOurs(text) {
  const { value } = convertManifests([{ path: "case.yaml", text }], {
    target: "envoy-gateway",
    gateway: { namespace: "gateway-system", name: "public" },
    gatewayApi: { major: 1, minor: 5 },
    channel: "standard",
    classes: ["nginx"],
    crds: [],
  });
  return value.emissions.some((/** @type {{ blocked: boolean }} */ one) => one.blocked)
    ? undefined
    : value.objects;
}

/**
 * @param {string} program
 * @param {string} text
 */
function convertForeign(program, text) {
  const file = join(scratch, "case.yaml");
  writeFileSync(file, text);
  try {
    const args = ["print", "--providers", "ingress-nginx", "--input-file", file, "--all-namespaces"];
    const out = execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return readManifestTexts([{ path: "out.yaml", text: out }]).others;
  } catch {
    return undefined;
  }
}
