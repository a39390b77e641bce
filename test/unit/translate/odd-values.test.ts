/**
 * Every key with every odd value: nothing throws, everything is answered, and what is written is valid.
 */
import { describe, expect, test } from "vitest";
import { validateObjects } from "../../../src/gateway/validate/validate.ts";
import { targetNames } from "../../../src/model/config.ts";
import { catalogue } from "../../../src/nginx/annotations/catalogue.ts";
import { simple, translated } from "./given.ts";

const partners: Readonly<Record<string, string>> = {
  affinity: "cookie",
  "auth-type": "basic",
  "auth-secret": "users",
  canary: "false",
  "enable-cors": "true",
  "limit-rps": "5",
  "permanent-redirect": "https://new.test/x",
  "canary-by-header": "X-Canary",
  "upstream-hash-by": "$remote_addr",
};

const values = [
  "",
  " ",
  "true",
  "yes",
  "-1",
  "0",
  "7",
  "99999999999999999999",
  "cookie",
  "/",
  "//",
  "/a/$1",
  "/%2e%2e",
  "https://new.test/x",
  "https://new.test:8443",
  "https://[::1]/x",
  "http://copy.default.svc:80$request_uri",
  "a.test,*.b.test",
  "~^(.+)$",
  "10.0.0.0/8,::1",
  "$host",
  "$service_name.$namespace.svc",
  "default/web",
  "a".repeat(5000),
  "more_set_headers 'X: 1';\nreturn 301 https://new.test$request_uri;",
  "{ } ; \" '",
  "\u0000\u202e😀",
];

const names = catalogue
  .filter(({ prefix }) => prefix === "nginx.ingress.kubernetes.io")
  .flatMap(({ name, aliases }) => [name, ...aliases]);

const live = { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" };
const main = simple({}, ["/ main:80"]).replace('"name":"web"', '"name":"main"');

describe("odd values", () => {
  test.each(targetNames)("are answered and make valid objects on %s", (target) => {
    let written = 0;
    const offset = targetNames.indexOf(target);
    names.forEach((name, index) => {
      values.forEach((value, position) => {
        if ((index + position) % targetNames.length !== offset) return;
        const partner = name.startsWith("canary") ? { canary: "true" } : pick(name);
        const yaml = simple({ ...partner, [name]: value }, ["/x web:80", "/y/ web:80"], true);
        const { value: emissions } = translated(`${yaml}\n---\n${main}`, { target, nginx: live });
        const [, emission] = emissions;
        const objects = emissions.flatMap((one) => one.objects);
        written += objects.length;
        const valid = validateObjects(objects, {
          gatewayApi: { major: 1, minor: 5 },
          channel: "standard",
          crds: [],
        });

        expect([name, value, valid.diagnostics]).toEqual([name, value, []]);
        const key = `nginx.ingress.kubernetes.io/${name}`;
        expect(emission?.verdicts.filter((one) => one.key === key).length, `${name}: ${value}`).toBe(1);
      });
    });

    expect(written).toBeGreaterThan(100);
  });
});

/** The key a key needs beside it to count. */
function pick(name: string): Record<string, string> {
  const found = Object.entries(partners).filter(
    ([partner]) => partner !== name && name.split("-")[0] === partner.split("-")[0],
  );
  return Object.fromEntries(found);
}
