/**
 * Two projects: `unit` needs sources alone; `whole` runs the built program, so `dist/` is built once before it.
 * Pages (Chromium) and the API's own CRDs have their configurations beside this one.
 */
import { defineConfig } from "vitest/config";

const needsOnlySources = ["test/unit/**/*.test.ts", "test/architecture.test.ts"];

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/reporter.ts"],
    projects: [
      { extends: true, test: { name: "unit", include: needsOnlySources } },
      {
        extends: true,
        test: {
          name: "whole",
          // real git, helm and servers: a busy machine may need a while
          testTimeout: 90_000,
          include: ["test/**/*.test.ts"],
          exclude: [...needsOnlySources, "test/pages/**", "test/crds/**"],
          globalSetup: ["test/build-once.ts"],
        },
      },
    ],
  },
});
