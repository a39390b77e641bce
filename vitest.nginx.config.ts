/**
 * The slow suite: the model of ingress-nginx against a real nginx (Debian's nginx-light and libnginx-mod-http-lua), and
 * properties of the proof that need more runs than the fast suite has time for.
 */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/nginx/**/*.slow.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 170_000,
    hookTimeout: 150_000,
    reporters: ["default", "./test/reporter.ts"],
  },
});
