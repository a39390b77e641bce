import { describe, expect, test } from "vitest";
import { simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const live = { nginx: { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" } };
const copy = "http://copy.default.svc.cluster.local:8080$request_uri";

const cases: readonly AnswerCase[] = [
  { annotation: ["configuration-snippet", "more_set_headers 'X: 1';"], every: "blocked" },
  { annotation: ["configuration-snippet", ""], every: "blocked" },
  { annotation: ["configuration-snippet", ""], setting: live, every: "inert" },
  { annotation: ["configuration-snippet", "more_set_headers 'X: 1';"], setting: live, every: "approximate" },
  { annotation: ["configuration-snippet", "proxy_set_header X 1;"], setting: live, every: "exact" },
  { annotation: ["configuration-snippet", "sub_filter a b;"], setting: live, every: "blocked" },
  { annotation: ["configuration-snippet", "access_log off;"], setting: live, every: "inert" },
  {
    annotation: ["configuration-snippet", "return 301 https://new.test$request_uri;"],
    setting: live,
    every: "exact",
  },
  {
    annotation: ["permanent-redirect", "https://other.test"],
    further: { "configuration-snippet": "return 301 https://new.test$request_uri;" },
    setting: live,
    every: "inert",
  },
  {
    annotation: ["server-snippet", "location /metrics { return 404; }"],
    setting: live,
    every: "blocked",
    but: { "envoy-gateway": "equivalent-with HTTPRouteFilter", kgateway: "equivalent-with DirectResponse" },
  },
  { annotation: ["auth-snippet", "proxy_set_header X 1;"], setting: live, every: "blocked" },
  {
    annotation: ["mirror-target", copy],
    every: "approximate",
    but: { traefik: "blocked", kong: "blocked" },
  },
  { annotation: ["mirror-target", "https://copy.test$request_uri"], every: "blocked" },
  { annotation: ["mirror-target", "http://copy.default:80"], every: "blocked" },
  { annotation: ["mirror-target", "http://copy.other:80$request_uri"], every: "blocked" },
  { annotation: ["mirror-host", "copy.test"], every: "inert" },
];

describe("what each target makes of snippets and mirrors", () => {
  test.each(cases)("$annotation $further $setting", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

test("a redirect of a snippet keeps path and query, on both listeners", () => {
  const yaml = simple(
    { "configuration-snippet": "return 301 https://new.test$request_uri;" },
    ["/ web:80"],
    true,
  );
  const [emission] = translated(yaml, live).value;

  expect(emission?.objects).toMatchObject([
    {
      spec: {
        parentRefs: [{ sectionName: "http" }, { sectionName: "https" }],
        rules: [
          {
            filters: [
              {
                type: "RequestRedirect",
                requestRedirect: { scheme: "https", hostname: "new.test", statusCode: 301 },
              },
            ],
          },
        ],
      },
    },
  ]);
});

test("copies go to the Service", () => {
  const [emission] = translated(simple({ "mirror-target": copy })).value;

  expect(emission?.objects[0]).toMatchObject({
    spec: {
      rules: [
        {
          filters: [
            {
              type: "RequestMirror",
              requestMirror: { backendRef: { group: "", kind: "Service", name: "copy", port: 8080 } },
            },
          ],
        },
      ],
    },
  });
});
