/**
 * Where a work tree was cloned from, so that its own address can be told from others in its files. Only the work tree's own configuration
 * is read; nothing is asked of any server.
 */
import { compareText } from "../../model/brands.ts";
import { git } from "./files.ts";

/** Sorted, without credentials; empty for a directory that is no work tree, or a part of one: its paths are not the repository's. */
export async function remoteAddresses(directory: string): Promise<readonly string[]> {
  if ((await git(directory, ["rev-parse", "--show-prefix"]))?.trim() !== "") return [];
  const listed = await git(directory, ["config", "--local", "-z", "--get-regexp", "^remote\\..*\\.url$"]);
  const urls = (listed ?? "").split("\0").flatMap((record) => {
    // "<key>\n<value>": git-config, OPTIONS, --null
    const end = record.indexOf("\n");
    return end < 0 ? [] : (withoutCredentials(record.slice(end + 1)) ?? []);
  });
  return [...new Set(urls)].sort(compareText);
}

/** undefined when a name or password may be left in it. */
export function withoutCredentials(url: string): string | undefined {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)([\s\S]*)$/i.exec(url.trim()) ?? [];
  // `git@host:path` and paths of this machine hold no password
  if (scheme === "") return url.trim();
  const end = rest.indexOf("/");
  const authority = end < 0 ? rest : rest.slice(0, end);
  const open = `${authority.slice(authority.lastIndexOf("@") + 1)}${end < 0 ? "" : rest.slice(end)}`;
  return open.includes("@") ? undefined : `${scheme}${open}`;
}
