/**
 * Unpacks a chart archive (.tgz) in memory. Only regular files inside the one top directory count; links, devices and paths that
 * leave it make the whole archive unusable, because helm would then render something else than what was read.
 */
import { gunzipSync } from "node:zlib";
import type { ChartFiles } from "../../../model/render.ts";
import { isInside } from "../check-request.ts";
import { PullStopped } from "./fetch.ts";

const block = 512;
const mostUnpacked = 128 * 1024 * 1024;
const mostFiles = 20_000;

export function unpackChart(archive: Uint8Array): ChartFiles {
  const tar = unzip(archive);
  const files = new Map<string, Uint8Array>();
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    const size = octal(header, 124, 12);
    const start = at + block;
    if (start + size > tar.length) throw unusable("it ends in the middle of a file");
    const content = tar.subarray(start, start + size);
    at = start + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "x") longName = paxPath(content) ?? longName;
    else if (type === "L") longName = text(content);
    else if (type !== "g") {
      const name = longName ?? headerName(header);
      longName = undefined;
      addEntry(files, name, type, content);
    }
  }
  if (!files.has("Chart.yaml")) throw unusable("it has no Chart.yaml");
  return files;
}

function addEntry(files: Map<string, Uint8Array>, name: string, type: string, content: Uint8Array): void {
  if (type === "5") return;
  const path = name.replace(/^(?:\.\/)+/, "");
  if (type !== "0" && type !== "\0") throw unusable(`"${path}" is a link or a device`);
  if (!isInside(path)) throw unusable(`"${path}" does not lie inside the chart`);
  const slash = path.indexOf("/");
  if (slash < 0) return; // beside the chart's directory, which helm ignores too
  if (files.size >= mostFiles)
    throw new PullStopped({ code: "too-large", message: `the chart has more than ${mostFiles} files` });
  files.set(path.slice(slash + 1), Uint8Array.from(content));
}

function unzip(archive: Uint8Array): Uint8Array {
  try {
    return gunzipSync(archive, { maxOutputLength: mostUnpacked });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new PullStopped({
        code: "too-large",
        message: `the chart unpacks to more than ${mostUnpacked} bytes`,
      });
    }
    throw unusable("it is no gzip archive");
  }
}

function headerName(header: Uint8Array): string {
  const name = text(header.subarray(0, 100));
  const isUstar = text(header.subarray(257, 262)) === "ustar";
  const prefix = isUstar ? text(header.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Records "length key=value\n". */
function paxPath(content: Uint8Array): string | undefined {
  const records = text(content);
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(" ", at);
    const length = Number(records.slice(at, space));
    if (space < 0 || !Number.isInteger(length) || length <= 0) return undefined;
    const record = records.slice(space + 1, at + length - 1);
    if (record.startsWith("path=")) return record.slice("path=".length);
    at += length;
  }
  return undefined;
}

function octal(header: Uint8Array, start: number, length: number): number {
  const digits = text(header.subarray(start, start + length)).trim();
  if (!/^[0-7]{1,11}$/.test(digits)) throw unusable("a header cannot be read");
  return Number.parseInt(digits, 8);
}

/** Up to the first zero byte. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("utf8");
}

function unusable(why: string): PullStopped {
  return new PullStopped({ code: "not-a-chart", message: `the archive cannot be used: ${why}` });
}
