/** Credentials of private repositories, by address. The longest address that covers a request wins; others never see them. */

export interface ChartCredential {
  /** "https://charts.example.com/private" or "oci://registry.example.com/charts". */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export function credentialFor(
  url: string,
  credentials: readonly ChartCredential[],
): ChartCredential | undefined {
  const covering = credentials.filter((credential) => covers(credential.url, url));
  return covering.toSorted((a, b) => b.url.length - a.url.length)[0];
}

export function basicAuthorization({ username, password }: ChartCredential): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Same scheme and host, and a path that begins with whole segments of the credential's. */
function covers(own: string, url: string): boolean {
  if (!URL.canParse(own) || !URL.canParse(url)) return false;
  const [a, b] = [new URL(own), new URL(url)];
  if (a.protocol !== b.protocol || a.host !== b.host) return false;
  const path = a.pathname.replace(/\/+$/, "");
  return path === "" || b.pathname === path || b.pathname.startsWith(`${path}/`);
}
