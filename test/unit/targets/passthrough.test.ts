/** TLS handed on unopened: when nginx does it at all, what takes over, and what the proof compares. */
import { describe, expect, test } from "vitest";
import { validateObjects } from "../../../src/gateway/validate/validate.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { prove } from "../../../src/verify/prove.ts";
import { ingressesOf, type Setting, simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const on: Setting = { flags: { "enable-ssl-passthrough": "true" } };
const named: Setting = { ...on, passthrough: "tls" };
const annotation = ["ssl-passthrough", "true"] as const;
const asked = { "ssl-passthrough": "true" };

const cases: readonly AnswerCase[] = [
  { annotation, every: "inert" },
  { annotation, setting: { flags: { "enable-ssl-passthrough": "false" } }, every: "inert" },
  { annotation, setting: on, every: "blocked" },
  { annotation, setting: { flags: null }, every: "blocked" },
  { annotation, setting: named, every: "exact TLSRoute", but: { gke: "blocked" } },
  {
    annotation,
    setting: { flags: null, passthrough: "tls" },
    every: "exact TLSRoute",
    but: { gke: "blocked" },
  },
  { annotation, setting: { ...named, api: "1.4", channel: "experimental" }, every: "blocked" },
  { annotation, setting: named, paths: ["/a web:80"], every: "inert" },
  { annotation: ["ssl-passthrough", "false"], setting: named, every: "inert" },
  { annotation: ["ssl-passthrough", "yes"], setting: named, every: "blocked" },
];

describe("what each target makes of ssl-passthrough", () => {
  test.each(cases)("$annotation $paths $setting", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

function objectsOf(yaml: string, setting: Setting): readonly KubeObject[] {
  return translated(yaml, setting).value.flatMap(({ objects }) => objects);
}

test("TLS goes to the Service of /, and http keeps its own rules without an https side", () => {
  const [http, tls, ...others] = objectsOf(simple(asked, ["/a api:81", "/ web:8443"], true), {
    target: "envoy-gateway",
    ...named,
  });

  expect(others).toEqual([]);
  expect(http).toMatchObject({ kind: "HTTPRoute", metadata: { name: "web-redirect" } });
  expect(http?.spec).toMatchObject({ parentRefs: [{ sectionName: "http" }] });
  expect(tls).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "TLSRoute",
    metadata: { name: "web-tls", namespace: "default" },
    spec: {
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          namespace: "kube-system",
          name: "edge",
          sectionName: "tls",
        },
      ],
      hostnames: ["a.test"],
      rules: [{ backendRefs: [{ group: "", kind: "Service", name: "web", port: 8443, weight: 1 }] }],
    },
  });
});

test("what is written is valid from the release on that has the kind", () => {
  const objects = objectsOf(simple(asked), { target: "standard", ...named });
  const valid = (minor: number) =>
    validateObjects(objects, { gatewayApi: { major: 1, minor }, channel: "standard", crds: [] }).value;

  expect(objects.map(({ kind }) => kind)).toContain("TLSRoute");
  expect([valid(5), valid(4)]).toEqual([true, false]);
});

test("without a listener of that kind its lines are told, and the key that names it", () => {
  const [emission] = translated(simple(asked), { target: "cilium", ...on }).value;
  const note = emission?.verdicts.find(({ key }) => key.endsWith("ssl-passthrough"))?.note;

  expect(note).toContain('protocol: TLS, hostname: "a.test", tls: {mode: Passthrough}');
  expect(note).toContain("gateway: {sections: {passthrough: passthrough}}");
});

test("an Ingress whose Service gets the connections on behalf of another one stays where its Gateway cannot pass them on", () => {
  const other = simple(asked, ["/b web:80"]).replace(
    '"name":"web","annotations"',
    '"name":"other","annotations"',
  );
  const yaml = `${simple({})}\n---\n${other}`;
  const { value } = translated(yaml, { target: "envoy-gateway", ...on });

  expect(value.map(({ ingress, blocked }) => [ingress, blocked])).toEqual([
    ["default/other", true],
    ["default/web", true],
  ]);
});

describe("the proof compares the connection", () => {
  const yaml = simple(asked, ["/ web:8443"], true);
  const objects = objectsOf(yaml, { target: "envoy-gateway", ...named });
  const verdictOf = (next: readonly KubeObject[], flags: Readonly<Record<string, string>>) =>
    prove({
      old: ingressesOf(yaml),
      oldWorld: nginxWorld({ flags }),
      new: next,
      newWorld: { target: "envoy-gateway", sections: { http: "http", https: "https" }, services: [] },
      accepted: new Set(),
    }).hosts.find(({ host }) => host === "a.test")?.verdict;
  const passes = { "enable-ssl-passthrough": "true" };

  test("and finds it equal", () => {
    expect(verdictOf(objects, passes)).toBe("equivalent");
  });

  test("and sees a TLSRoute that is missing, that leads elsewhere, or that nobody asked for", () => {
    const moved = JSON.stringify(objects).replace('"port":8443', '"port":9');
    const elsewhere = JSON.parse(moved) as readonly KubeObject[]; // the same objects, but for a port

    expect(
      verdictOf(
        objects.filter(({ kind }) => kind !== "TLSRoute"),
        passes,
      ),
    ).toBe("different");
    expect(verdictOf(elsewhere, passes)).toBe("different");
    expect(verdictOf(objects, {})).toBe("different");
  });
});
