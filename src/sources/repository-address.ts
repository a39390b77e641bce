/**
 * Whether two addresses name one Git repository: `git@host:org/repo.git`, `ssh://git@host:22/org/repo` and `https://host/org/repo` do.
 */

/** "host/org/repo" in lower case; undefined when the text is no address of a repository. */
export function repositoryKey(url: string): string | undefined {
  if (url.length > 2048 || url.includes("{{")) return undefined;
  const text = url.trim().toLowerCase();
  const withScheme = /^[a-z][a-z0-9+.-]{0,20}:\/\/(.*)$/.exec(text)?.[1];
  // scp form: the first colon parts host and path.
  const address =
    withScheme ?? text.replace(/^([^/:]{1,300}):(?!\/)/, "$1/").replace(/^([^/:]{1,300}):\//, "$1/");
  const slash = address.indexOf("/");
  if (slash <= 0) return undefined;
  const authority = address.slice(0, slash);
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d{1,5}$/, "");
  const path = address
    .slice(slash)
    .split(/[?#]/, 1)[0]
    ?.split("/")
    .filter((segment) => segment !== "")
    .join("/")
    .replace(/\.git$/, "");
  return host === "" || path === undefined || path === "" ? undefined : `${host}/${path}`;
}
