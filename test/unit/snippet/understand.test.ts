import { describe, expect, test } from "vitest";
import { understandLocation } from "../../../src/nginx/snippet/understand.ts";

function understood(text: string) {
  const reading = understandLocation(text);
  if ("because" in reading) throw new Error(reading.because);
  return reading.understood;
}

describe("snippets that are understood", () => {
  test("set, add and remove response headers", () => {
    const found = understood(`
      more_set_headers "X-Frame-Options: DENY" "X-One:1";
      add_header X-Two "a b" always;
      more_clear_headers Server;
      proxy_hide_header X-Powered-By;
    `);

    expect(found.response).toEqual({
      set: [
        { name: "X-Frame-Options", value: "DENY" },
        { name: "X-One", value: "1" },
      ],
      add: [{ name: "X-Two", value: "a b" }],
      remove: ["Server", "X-Powered-By"],
    });
    expect(found.isPartial).toBe(false);
  });

  test("set and empty request headers", () => {
    const found = understood('proxy_set_header X-Tenant one; proxy_set_header Accept-Encoding "";');

    expect(found.request).toEqual({
      set: [{ name: "X-Tenant", value: "one" }],
      add: [],
      remove: ["Accept-Encoding"],
    });
  });

  test.each([
    [
      "return 301 https://new.test$request_uri;",
      { scheme: "https", host: "new.test", port: undefined, path: undefined },
    ],
    ["return 308 https://new.test:8443/x;", { scheme: "https", host: "new.test", port: 8443, path: "/x" }],
    ["return 302 http://new.test;", { scheme: "http", host: "new.test", port: undefined, path: "/" }],
  ])("%s", (text, to) => {
    expect(understood(text).redirect?.to).toEqual(to);
  });

  test("logs that are switched off are no loss", () => {
    expect(understood("access_log off; # quiet").response).toEqual({ set: [], add: [], remove: [] });
  });
});

describe("snippets that are refused, by directive", () => {
  test.each([
    ["sub_filter a b;", "sub_filter rewrites response bodies"],
    ['add_header X "$host";', "the value of X holds an nginx variable"],
    ["proxy_set_header Host inner;", "proxy_set_header Host is sent beside"],
    ["proxy_set_header X-Forwarded-Proto https;", "is sent beside the controller's own"],
    ["return 444;", "return 444 answers with more than a status"],
    ["return 301 https://$host$request_uri;", "return to https://$host$request_uri is not understood"],
    ["return 301 https://new.test/x?y=1;", "is not understood"],
    ["deny 10.0.0.0/8;", "deny refuses clients"],
    ["auth_request /check;", "asks another service"],
    ["if ($host = a) { return 301 https://b.test; }", "if is a block"],
    ["proxy_cache zone;", "caches responses"],
    ["more_set_headers -s 404 'X: 1';", "with options"],
    ["more_set_headers 'X: 1'; add_header X 2;", "the header x more than once"],
    ["more_set_headers 'Strict-Transport-Security: max-age=1';", "the controller sets"],
    ["more_clear_headers 'X-*';", "names no single header"],
    ["constructor x;", "constructor has no counterpart"],
    ["add_header X 1; proxy_pass http://elsewhere;", "proxy_pass sends requests to another address"],
    ["add_header X 1", "it ends in the middle"],
  ])("%s", (text, because) => {
    const reading = understandLocation(text);

    expect("because" in reading ? reading.because : "understood").toContain(because);
  });
});
