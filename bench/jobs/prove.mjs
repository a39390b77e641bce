// Translates many hosts, then proves the result several times. Prints the times and what the proof found.
import { manyHosts } from "../generate.mjs";
import { built } from "../places.mjs";

const [hosts = 1000, paths = 10, runs = 3] = process.argv.slice(2, 5).map(Number);
const isRewriting = process.argv[5] === "rewriting";
const { translateCluster } = await built("translate/translate.js");
const { prove } = await built("verify/prove.js");
const { plainNginxWorld } = await built("nginx/table/world.js");

const sections = { http: "http", https: "https" };
const ingresses = manyHosts(hosts, paths, isRewriting);
const beforeTranslation = performance.now();
const emissions = translateCluster({
  ingresses,
  services: [],
  config: {
    target: {
      name: "envoy-gateway",
      version: undefined,
      gatewayApi: { major: 1, minor: 5 },
      channel: "standard",
    },
    gateway: { namespace: "gateway-system", name: "public", sections },
    gatewayByClass: {},
    nginx: {},
    dns: { externalDns: undefined },
  },
  hasNamespace: () => true,
  classOf: () => "nginx",
}).value;
const translation = performance.now() - beforeTranslation;
const objects = emissions.flatMap((/** @type {{ objects: readonly unknown[] }} */ one) => one.objects);

const times = [];
const processor = [];
let proof;
for (let run = 0; run < runs; run += 1) {
  const began = performance.now();
  const usedBefore = process.cpuUsage();
  proof = prove({
    old: ingresses,
    oldWorld: plainNginxWorld,
    new: objects,
    newWorld: { target: "envoy-gateway", sections, services: [] },
    accepted: new Set(),
  });
  times.push(performance.now() - began);
  const { user, system } = process.cpuUsage(usedBefore);
  processor.push((user + system) / 1000);
}
/** @type {Record<string, number>} */
const verdicts = {};
let classes = 0;
for (const host of proof.hosts) {
  verdicts[host.verdict] = (verdicts[host.verdict] ?? 0) + 1;
  classes += host.classes;
}
process.stdout.write(
  JSON.stringify({ times, processor, translation, objects: objects.length, verdicts, classes }),
);
