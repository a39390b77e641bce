// Who looks at the pages: a signed cookie names the account, and every form carries a token bound to that cookie. Requests that a
// browser says come from another site are refused whatever they carry.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Account } from "../world/types.ts";
import { findAccount, type World } from "../world/world.ts";
import type { PageRequest } from "./request.ts";

const COOKIE = "sandbox_session";

export interface Session {
  readonly account: Account | undefined;
  readonly formToken: string;
  /** To be set when the visitor came without one. */
  readonly cookie: string | undefined;
}

export interface Sessions {
  read(request: PageRequest): Session;
  /** The cookie of somebody else; undefined signs out. */
  cookieFor(account: Account | undefined): string;
  isOwnForm(request: PageRequest, session: Session): boolean;
}

export function createSessions(world: World, firstViewer: string | undefined): Sessions {
  const secret = randomBytes(32);
  const sign = (text: string): string => createHmac("sha256", secret).update(text).digest("base64url");
  const seal = (login: string): string => {
    const content = `${randomBytes(12).toString("base64url")}.${Buffer.from(login).toString("base64url")}`;
    return `${content}.${sign(content)}`;
  };
  const setCookie = (value: string): string => `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict`;
  const open = (value: string | undefined): string | undefined => {
    const [nonce = "", login = "", signature = ""] = (value ?? "").split(".");
    return isEqual(sign(`${nonce}.${login}`), signature)
      ? Buffer.from(login, "base64url").toString()
      : undefined;
  };

  return {
    read(request) {
      const value = readCookie(request.headers.cookie);
      const login = open(value);
      if (value !== undefined && login !== undefined) {
        return { account: findAccount(world, login), formToken: sign(`form ${value}`), cookie: undefined };
      }
      const fresh = seal(firstViewer ?? "");
      return {
        account: firstViewer === undefined ? undefined : findAccount(world, firstViewer),
        formToken: sign(`form ${fresh}`),
        cookie: setCookie(fresh),
      };
    },
    cookieFor: (account) => setCookie(seal(account?.login ?? "")),
    isOwnForm(request, session) {
      const { origin } = request.headers;
      const site = request.headers["sec-fetch-site"];
      if (origin !== undefined && origin !== `http://${request.headers.host}`) return false;
      if (site !== undefined && site !== "same-origin") return false;
      return isEqual(session.formToken, request.form.get("token") ?? "");
    },
  };
}

function readCookie(header: string | undefined): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [name, value] = pair.trim().split("=");
    if (name === COOKIE) return value;
  }
  return undefined;
}

function isEqual(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
