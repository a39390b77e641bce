/** Takes the inventory of files and boils it down to what tests compare. */
import { severityOf } from "../../../src/diagnostics/diagnostic.ts";
import type { Config } from "../../../src/model/config.ts";
import { type MemoryFile, memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { takeInventory } from "../../../src/sources/inventory.ts";
import { defaultConfig } from "./config-for-tests.ts";

export function scan(files: Readonly<Record<string, MemoryFile>>, changes: Partial<Config> = {}) {
  const { value, diagnostics } = takeInventory(memorySnapshot(files), defaultConfig(changes));
  return {
    inventory: value,
    /** "cluster: namespace/name @ file:line" */
    ingresses: value.clusters.flatMap((cluster) =>
      cluster.ingresses.map(
        (ingress) => `${cluster.name}: ${ingress.key} @ ${ingress.site.path}:${ingress.site.place.line}`,
      ),
    ),
    unsupported: value.unsupported.map(({ path, line, reason }) => `${path}:${line} ${reason}`),
    diagnostics,
    /** "code severity ingress @ file:line"; notes about namespaces are left out. */
    codes: diagnostics
      .filter(({ code }) => code !== "ingress-namespace-assumed")
      .map(
        (diagnostic) =>
          `${diagnostic.code} ${severityOf(diagnostic)} ${diagnostic.ingress ?? "-"} @ ${diagnostic.at?.path ?? "-"}:${diagnostic.at?.line ?? 0}`,
      ),
  };
}
