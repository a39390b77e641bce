/** The front of survey and proposal, with tools that answer from a table and count what they are asked. */
import { describe, expect, it } from "vitest";
import { createBook } from "../../../src/flows/render-book.ts";
import { proposeRendered, surveyRendered } from "../../../src/flows/rendered.ts";
import { readSettings } from "../../../src/flows/settings.ts";
import type { RenderProgress } from "../../../src/flows/settle.ts";
import { compareText } from "../../../src/model/brands.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import type { ChartPull, ChartPullResult, HelmRender, HelmTemplate } from "../../../src/model/render.ts";
import type { RepoSnapshot } from "../../../src/model/snapshot.ts";
import type { RenderTools } from "../../../src/ports/helm.ts";
import { readRendered } from "../../../src/sources/helm/rendered.ts";
import { takeInventory } from "../../../src/sources/inventory.ts";

const config = `version: 1
target: envoy-gateway
gateway: {name: public, namespace: gateway-system}
`;

const chart = {
  "charts/cart/Chart.yaml": "apiVersion: v2\nname: cart\nversion: 1.0.0\n",
  "charts/cart/values.yaml": "ingress:\n  enabled: false\n  host: cart.example\n",
  "charts/cart/templates/ingress.yaml":
    "{{ if .Values.ingress.enabled }}\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: {{ .Release.Name }}\n{{ end }}\n",
};

function repository(hosts: Readonly<Record<string, string>>): RepoSnapshot {
  const layers = Object.entries(hosts).map(([environment, host]): [string, string] => [
    `charts/cart/values-${environment}.yaml`,
    `ingress:\n  enabled: true\n  className: nginx\n  host: ${host}\n`,
  ]);
  return memorySnapshot({ ".github/tidegate.yml": config, ...chart, ...Object.fromEntries(layers) });
}

function ingressText(request: HelmTemplate): string {
  // later layers win
  const host = [...request.values.join("\n").matchAll(/"host":"([^"]+)"/g)].at(-1)?.[1] ?? "none.example";
  return `---
# Source: cart/templates/ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${request.release}
  namespace: ${request.namespace}
spec:
  ingressClassName: nginx
  rules:
    - host: ${host}
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}
`;
}

function rendered(request: HelmTemplate): HelmRender {
  return {
    kind: "rendered",
    templates: readRendered(ingressText(request)),
    warnings: "",
    helmVersion: "v4.1.4",
  };
}

function toolsWith(
  template: (request: HelmTemplate) => HelmRender,
  pull: (request: ChartPull) => ChartPullResult = () => {
    throw new Error("nothing is pulled here");
  },
) {
  const asked: HelmTemplate[] = [];
  const pulled: ChartPull[] = [];
  const tools: RenderTools = {
    template: async (request) => {
      asked.push(request);
      return template(request);
    },
    pull: async (request) => {
      pulled.push(request);
      return pull(request);
    },
  };
  return { tools, asked, pulled };
}

function codesOf({ diagnostics }: { readonly diagnostics: readonly { readonly code: string }[] }) {
  return diagnostics.map(({ code }) => code);
}

const addWave = { kind: "add", wave: 1, cluster: undefined, accepted: new Set<string>() } as const;

describe("a survey with tools", () => {
  it("asks once for each release, and takes the Ingresses from what was rendered", async () => {
    const { tools, asked } = toolsWith(rendered);

    const survey = await surveyRendered(
      tools,
      repository({ prod: "cart.example", dev: "cart.dev.example" }),
      {},
    );

    const ingresses = survey.value.inventory.clusters.flatMap((cluster) => cluster.ingresses);
    expect(asked).toHaveLength(2);
    expect(new Set(asked.map(({ values }) => values.join())).size).toBe(2);
    expect(
      ingresses.flatMap(({ spec }) => spec.rules.map(({ host }) => host ?? "")).sort(compareText),
    ).toEqual(["cart.dev.example", "cart.example"]);
    expect(ingresses.map(({ release }) => release?.rendered)).toEqual([true, true]);
  });

  it("says the same of what there is where nothing is translated", async () => {
    const snapshot = repository({ prod: "cart.example", dev: "cart.dev.example" });
    const whole = await surveyRendered(toolsWith(rendered).tools, snapshot, {});
    const listed = await surveyRendered(toolsWith(rendered).tools, snapshot, { isInventoryOnly: true });

    const named = ({ value }: typeof whole) =>
      value.waves.flatMap(({ services }) => services.map(({ name }) => name));
    expect(whole.value.clusters.flatMap(({ emissions }) => emissions)).toHaveLength(2);
    expect(listed.value.clusters.flatMap(({ emissions }) => emissions)).toEqual([]);
    expect(JSON.stringify(listed.value.inventory)).toBe(JSON.stringify(whole.value.inventory));
    expect(listed.value.assumptions).toEqual(whole.value.assumptions);
    expect(listed.value.inventoryDiagnostics).toEqual(whole.value.inventoryDiagnostics);
    expect(listed.value.clusters.map(({ complexity }) => complexity)).toEqual(
      whole.value.clusters.map(({ complexity }) => complexity),
    );
    expect(named(listed)).toEqual(named(whole));
  });

  it("leaves out what waits for a render only while it is asked again", () => {
    const snapshot = repository({ prod: "cart.example" });
    const { config: settings } = readSettings(snapshot, {});
    const taken = (isRepeated: boolean) => {
      const book = createBook();
      const { value } = takeInventory(snapshot, settings, { renders: book, isRepeated });
      const ingresses = value.clusters.flatMap((cluster) => cluster.ingresses);
      return { asked: book.wanted().templates.length, found: ingresses.map(({ release }) => release?.why) };
    };

    expect(taken(true)).toEqual({ asked: 1, found: [] });
    expect(taken(false)).toEqual({ asked: 1, found: ["it is not rendered yet"] });
  });

  it("tells how far it is", async () => {
    const { tools } = toolsWith(rendered);
    const seen: RenderProgress[] = [];

    await surveyRendered(tools, repository({ prod: "a.example", dev: "b.example" }), {}, (progress) => {
      seen.push(progress);
    });

    expect(seen).toEqual([
      { doing: "rendering", done: 1, of: 2 },
      { doing: "rendering", done: 2, of: 2 },
    ]);
  });

  it("asks for nothing where no release has an Ingress", async () => {
    const { tools, asked, pulled } = toolsWith(rendered);
    const snapshot = memorySnapshot({
      ".github/tidegate.yml": config,
      "charts/cart/Chart.yaml": chart["charts/cart/Chart.yaml"],
      "charts/cart/values.yaml": "replicas: 1\n",
      "charts/cart/templates/job.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\n",
    });

    const survey = await surveyRendered(tools, snapshot, {});

    expect(asked.length + pulled.length).toBe(0);
    expect(codesOf(survey)).not.toContain("charts-not-rendered");
  });

  it("renders nothing again for its proposals but what they change", async () => {
    const { tools, asked } = toolsWith(rendered);
    const survey = await surveyRendered(tools, repository({ prod: "cart.example" }), {});
    const before = asked.length;

    await proposeRendered(tools, survey.value, addWave);
    const first = asked.slice(before);
    const repeated = asked.length;
    await proposeRendered(tools, survey.value, addWave);

    expect(before).toBe(1);
    expect(asked.length).toBe(repeated);
    const keys = asked.map(({ chart: files, ...rest }) => JSON.stringify([[...files], rest]));
    expect(new Set(keys).size).toBe(asked.length);
    expect(first.length).toBeLessThan(12);
  });
});

describe("what goes wrong", () => {
  it("without tools every release is read from its values, and one note says so", async () => {
    const survey = await surveyRendered(undefined, repository({ prod: "a.example", dev: "b.example" }), {});

    expect(codesOf(survey).filter((code) => code === "charts-not-rendered")).toHaveLength(1);
    expect(survey.value.inventoryDiagnostics.map(({ code }) => code)).toContain("charts-not-rendered");
    expect(survey.value.renders).toBeUndefined();
  });

  it("says nothing about charts where there are none", async () => {
    const survey = await surveyRendered(undefined, memorySnapshot({ ".github/tidegate.yml": config }), {});

    expect(codesOf(survey)).not.toContain("charts-not-rendered");
  });

  it("a machine without helm gets one note, however many releases there are", async () => {
    const { tools, asked } = toolsWith(() => ({
      kind: "failed",
      failure: { code: "helm-missing", message: "no helm was found" },
    }));

    const survey = await surveyRendered(
      tools,
      repository({ prod: "a.example", dev: "b.example", test: "c.example" }),
      {},
    );

    expect(asked).toHaveLength(3);
    expect(codesOf(survey).filter((code) => code === "charts-not-rendered")).toHaveLength(1);
  });

  it("a tool that breaks is a diagnostic, not an exception", async () => {
    const { tools } = toolsWith(() => {
      throw new Error("no space left on the device");
    });

    const survey = await surveyRendered(tools, repository({ prod: "a.example", dev: "b.example" }), {});

    const found = survey.diagnostics.filter(({ code }) => code === "render-tool-failed");
    expect(found.map(({ params }) => params)).toEqual([{ message: "no space left on the device" }]);
  });
});
