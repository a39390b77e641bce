/**
 * GET with everything a hostile address could do held down: only https (http where allowed for tests), the address checked at the
 * moment of connecting, redirects followed by hand and checked again, credentials only for the origin they belong to, bounds on
 * time and size.
 */
import { lookup as resolveName } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { PullRefusal } from "../../../model/render.ts";
import { isPublicAddress } from "./addresses.ts";

export interface FetchRules {
  /** Loopback and private addresses and plain http too: for tests and for company networks that say so. */
  readonly allowPrivate: boolean;
  /** Milliseconds for one answer with its redirects. */
  readonly time: number;
}

export interface FetchedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where it came from in the end. */
  readonly url: string;
}

export class PullStopped extends Error {
  readonly refusal: PullRefusal;
  constructor(refusal: PullRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export interface FetchRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to the origin of `url` only. */
  readonly authorization?: string | undefined;
  readonly mostBytes: number;
}

const mostRedirects = 5;

export async function fetchBytes(request: FetchRequest, rules: FetchRules): Promise<FetchedAnswer> {
  const deadline = AbortSignal.timeout(rules.time);
  const origin = checkedUrl(request.url, rules).origin;
  let url = request.url;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const target = checkedUrl(url, rules);
    const authorization = target.origin === origin ? request.authorization : undefined;
    const answer = await getOnce(target, { ...request, authorization }, rules, deadline);
    const location = answer.headers.location;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    const next = URL.canParse(location, target.href) ? new URL(location, target).href : undefined;
    if (next === undefined)
      throw new PullStopped(refused("a redirect leads to something that is no address"));
    url = next;
  }
  throw new PullStopped(refused(`${origin} redirects more than ${mostRedirects} times`));
}

function checkedUrl(text: string, rules: FetchRules): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new PullStopped(refused("the address cannot be read"));
  const isAllowed = url.protocol === "https:" || (url.protocol === "http:" && rules.allowPrivate);
  if (!isAllowed) throw new PullStopped(refused(`${url.protocol}// is not used to fetch charts, only https`));
  if (url.username !== "" || url.password !== "") {
    throw new PullStopped(refused("the address holds credentials, which belong into the configuration"));
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!rules.allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
    throw new PullStopped(privateHost(url.hostname));
  return url;
}

function getOnce(
  url: URL,
  request: FetchRequest,
  rules: FetchRules,
  deadline: AbortSignal,
): Promise<FetchedAnswer> {
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const headers = {
    "user-agent": "tidegate",
    "accept-encoding": "identity",
    ...request.headers,
    ...(request.authorization === undefined ? {} : { authorization: request.authorization }),
  };
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      reject(cause instanceof PullStopped ? cause : new PullStopped(failureFor(cause, url, deadline)));
    };
    const sent = send(url, {
      method: "GET",
      headers,
      agent: false,
      signal: deadline,
      lookup: checkedLookup(url, rules),
    });
    sent.once("error", fail);
    sent.once("response", (answer) => {
      readBody(answer, request.mostBytes, url).then(
        (body) =>
          resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer), body, url: url.href }),
        fail,
      );
    });
    sent.end();
  });
}

/** The address that is connected to is the one that was checked: a name cannot change its mind in between. */
function checkedLookup(url: URL, rules: FetchRules): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "", 4);
      const usable = rules.allowPrivate
        ? addresses
        : addresses.filter(({ address }) => isPublicAddress(address));
      const first = usable[0];
      if (first === undefined) return callback(new PullStopped(privateHost(url.hostname)), "", 4);
      if (options.all === true) return callback(null, [...usable]);
      return callback(null, first.address, first.family);
    });
  };
}

async function readBody(answer: IncomingMessage, most: number, url: URL): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    // without an encoding, chunks are buffers
    size += chunk.length;
    if (size > most) {
      answer.destroy();
      throw new PullStopped({ code: "too-large", message: `${url.host} sent more than ${most} bytes` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf(answer: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}

function failureFor(cause: unknown, url: URL, deadline: AbortSignal): PullRefusal {
  if (deadline.aborted) return { code: "timeout", message: `${url.host} took too long` };
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
  return { code: "unreachable", message: `${url.host} cannot be reached (${code})` };
}

function privateHost(host: string): PullRefusal {
  return refused(`${host} is an address inside a private network`);
}

function refused(message: string): PullRefusal {
  return { code: "address-refused", message };
}
