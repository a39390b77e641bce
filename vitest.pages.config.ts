/** The sandbox's pages in Chromium: apart from the other tests because it needs a browser. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/pages/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ["test/build-once.ts"],
    reporters: ["default", "./test/reporter.ts"],
  },
});
