import { describe, expect, it } from "vitest";
import { hostOf, ingress, path, proveThat } from "./world.ts";

describe("hostile expressions", () => {
  it.each([
    "/(a+)+$",
    "/(a|aa)*b{1,90}",
    "/(.{1,40}){1,30}x",
    "/(a?){60}a{60}",
    `/${"(a|b)*c".repeat(40)}`,
    "/(x+x+)+y",
    "/.*a.{14}",
  ])(
    "%s are answered for in time, with a verdict",
    (expression) => {
      const old = [
        ingress(
          "one",
          { "a.test": [path(expression, "s", "ImplementationSpecific")] },
          { annotations: { "use-regex": "true" } },
        ),
      ];
      expect(hostOf(proveThat(old, []), "a.test").verdict).toMatch(/^(different|sampled)$/);
    },
    5000,
  );
});
