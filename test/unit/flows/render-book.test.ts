/** The book: known answers at once, unknown requests noted once, equal requests told by what they hold. */
import { expect, it } from "vitest";
import { createBook } from "../../../src/flows/render-book.ts";
import type { ChartPull, HelmRender, HelmTemplate } from "../../../src/model/render.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function request(changed: Partial<HelmTemplate> = {}): HelmTemplate {
  return {
    chart: new Map([
      ["Chart.yaml", bytes("name: cart\n")],
      ["values.yaml", bytes("a: 1\n")],
    ]),
    values: ['{"host":"a"}\n'],
    release: "cart",
    namespace: "shop",
    apiVersions: ["a/v1", "b/v1"],
    kubeVersion: undefined,
    includeCrds: false,
    ...changed,
  };
}

const answer: HelmRender = { kind: "rendered", templates: [], warnings: "", helmVersion: "v4" };

it("notes what it does not know once, and forgets the wish when it is answered", () => {
  const book = createBook();

  expect(book.template(request())).toBeUndefined();
  expect(book.template(request())).toBeUndefined();
  expect(book.wanted().templates).toHaveLength(1);
  book.fileTemplate(request(), answer);

  expect(book.wanted()).toEqual({ templates: [], pulls: [] });
  expect(book.template(request())).toBe(answer);
});

it.each<{ readonly what: string; readonly other: Partial<HelmTemplate> }>([
  { what: "a file of the chart", other: { chart: new Map([["Chart.yaml", bytes("name: other\n")]]) } },
  {
    what: "the name of a file",
    other: {
      chart: new Map([
        ["Chart.yaml", bytes("name: cart\n")],
        ["values.yml", bytes("a: 1\n")],
      ]),
    },
  },
  { what: "values", other: { values: ['{"host":"b"}\n'] } },
  { what: "the number of layers", other: { values: ['{"host":"a"}\n', "{}\n"] } },
  { what: "the release", other: { release: "cart-2" } },
  { what: "the namespace", other: { namespace: "shop-2" } },
  { what: "the APIs", other: { apiVersions: ["a/v1"] } },
  { what: "the Kubernetes version", other: { kubeVersion: "1.33" } },
  { what: "CRDs", other: { includeCrds: true } },
])("takes requests that differ in $what for different ones", ({ other }) => {
  const book = createBook();
  book.fileTemplate(request(), answer);

  expect(book.template(request(other))).toBeUndefined();
  expect(book.wanted().templates).toHaveLength(1);
});

it("takes neither the order of files nor that of APIs for a difference", () => {
  const book = createBook();
  book.fileTemplate(request(), answer);
  const chart = new Map([...request().chart].reverse());

  expect(book.template(request({ chart, apiVersions: ["b/v1", "a/v1"] }))).toBe(answer);
});

it("tells pulls apart by location and by what is allowed", () => {
  const pull: ChartPull = {
    location: { kind: "oci", url: "oci://registry.example/cart", version: "1.0.0" },
    allowed: true,
  };
  const book = createBook();
  book.filePull(pull, { kind: "refused", refusal: { code: "not-found", message: "none" } });

  expect(book.pull({ ...pull, location: { ...pull.location } })?.kind).toBe("refused");
  expect(book.pull({ ...pull, allowed: false })).toBeUndefined();
  expect(book.wanted().pulls).toEqual([{ ...pull, allowed: false }]);
});
