/**
 * The routing cases asked of a real nginx: what the controller answered when they were recorded, what nginx answers here and
 * what the model says have to be one and the same. Canary Ingresses are not generated here.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerNginx } from "../../src/nginx/table/answer.ts";
import { buildNginxTable } from "../../src/nginx/table/build.ts";
import { compare } from "./ask/compare.ts";
import { type Expectation, routingCases } from "./ask/routing-cases.ts";
import { NotGenerated } from "./controller/annotations.ts";
import { controllerModel } from "./controller/servers.ts";
import { type Observed, openClient } from "./real/client.ts";
import { type RealNginx, startNginx } from "./real/nginx.ts";

const all = routingCases();
const cases = all.filter(({ set }) => {
  try {
    controllerModel(set.ingresses, set.world);
    return true;
  } catch (error) {
    if (error instanceof NotGenerated) return false;
    throw error;
  }
});

let nginx: RealNginx | undefined;
const client = openClient();

beforeAll(async () => {
  nginx = await startNginx(cases.map(({ set }) => set));
});

afterAll(async () => {
  client.close();
  await nginx?.stop();
});

function described({ status, location, echo }: Observed, expected: Expectation): Expectation {
  if (echo === undefined) {
    return location === undefined ? { status } : { redirect: { status, location } };
  }
  const wanted = Object.keys(expected.upstreamHeaders ?? {});
  const upstreamHeaders = Object.fromEntries(
    wanted.map((name) => [name, echo.headers.find(([other]) => other === name)?.[1] ?? null]),
  );
  return {
    backend: echo.backend,
    upstreamPath: echo.target,
    ...(wanted.length === 0 ? {} : { upstreamHeaders }),
  };
}

function onlyRouting({ backend, upstreamPath, redirect, status, upstreamHeaders }: Expectation): Expectation {
  return {
    ...(backend === undefined ? {} : { backend, upstreamPath }),
    ...(redirect === undefined ? {} : { redirect }),
    ...(status === undefined ? {} : { status }),
    ...(upstreamHeaders === undefined ? {} : { upstreamHeaders }),
  };
}

describe("the routing cases on a real nginx", () => {
  it("cover all but the canary cases", () => {
    const left = all.filter((one) => !cases.includes(one)).map(({ id }) => id);

    expect(left.filter((id) => !id.startsWith("e-"))).toEqual(["b-canary-does-not-infect"]);
    expect(cases.length).toBeGreaterThanOrEqual(70);
  });

  it("are taken or refused by nginx as recorded", () => {
    const refused = cases.filter((_, index) => nginx?.sites[index]?.refused !== undefined);

    expect(refused.map(({ id }) => id)).toEqual(
      cases.filter(({ isInvalid }) => isInvalid).map(({ id }) => id),
    );
  });

  it("are answered as recorded and as the model says", async () => {
    let asked = 0;
    for (const [index, one] of cases.entries()) {
      const site = nginx?.sites[index];
      if (site === undefined || site.refused !== undefined) continue;
      const table = buildNginxTable(one.set.ingresses, one.set.world);
      for (const { sample, expected } of one.requests) {
        const where = `${one.id}: ${sample.method} ${sample.scheme}://${sample.host}${sample.path}`;
        const observed = await client.send(site.site, sample);
        expect(described(observed, expected), where).toEqual(onlyRouting(expected));
        const { real, model } = compare(observed, answerNginx(table, sample));
        expect(real, where).toBe(model);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(180);
  });
});
