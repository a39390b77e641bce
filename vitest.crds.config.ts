/**
 * What needs Gateway API's own CRDs, which are not part of this project: `npm run check:crds -- DIR` names the folder
 * that holds them.
 */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/crds/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 220_000,
    reporters: ["default", "./test/reporter.ts"],
  },
});
