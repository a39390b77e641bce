/**
 * Prints `N passed, N failed` alone on a line after everything else, for scripts that read the result. A file that
 * could not be collected and an error outside every test count as one failure each.
 */
import type { Reporter, TestModule } from "vitest/node";

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        if (state === "failed") failed += 1;
      }
    }
    // This reporter stands last in the list, so the others have printed their closing lines.
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  }
}
