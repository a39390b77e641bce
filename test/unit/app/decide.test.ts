import { expect, test } from "vitest";
import { decide, decideDashboard } from "../../../src/flows/reconcile/decide.ts";
import type { Action, Actual, DesiredPull, KnownPull } from "../../../src/flows/reconcile/state.ts";
import { toRepoPath } from "../../../src/model/brands.ts";
import type { CheckText } from "../../../src/report/check-run.ts";
import type { WaveMarker } from "../../../src/report/markers.ts";

const [base, ours, theirs, before] = ["0", "1", "2", "3"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
]; // four digits give four ids
const branch = "tidegate/prod/wave-1";
const path = toRepoPath("a.yaml");
if (path === undefined) throw new Error("no path");

const check: CheckText = {
  name: "tidegate / translation",
  externalId: "hash",
  conclusion: "success",
  title: "",
  summary: "",
  annotations: [],
};

const record: Omit<WaveMarker, "head" | "previous"> = {
  schema: 1,
  kind: "add",
  cluster: "prod",
  wave: 1,
  planHash: "hash",
  base,
  shown: [],
  ingresses: {},
  services: [],
};

const wish: DesiredPull = {
  branch,
  title: "T",
  text: "B",
  commitMessage: "M",
  changes: { files: [{ action: "add", path, after: "a: 1\n", because: "route" }] },
  record: { kind: "wave", marker: record },
  labels: ["tidegate/wave"],
  checks: [check],
  mayOpen: true,
  overwrite: undefined,
  saysEdited: true,
};

const open: KnownPull = {
  number: 5,
  title: "T",
  body: "",
  branch,
  head: ours,
  state: "open",
  closedAt: undefined,
  mergedAt: undefined,
  mergeCommit: undefined,
  labels: ["tidegate/wave"],
  wave: { ...record, head: ours },
  onboarding: undefined,
};

const settled: Actual = {
  dashboards: [],
  pulls: [open],
  branches: new Map([[branch, ours]]),
  ownHeads: new Set(),
  checks: new Map([[ours, [{ name: check.name, externalId: "hash", completed: true }]]]),
};

function brief(action: Action): string {
  switch (action.kind) {
    case "publish":
      return `publish ${action.pull ?? "new"} over ${action.head?.[0] ?? "nothing"}`;
    case "check":
      return `check ${action.check.name}`;
    default:
      return action.kind;
  }
}

function decided(change: Partial<DesiredPull>, actual: Partial<Actual>): readonly string[] {
  return decide(
    { pulls: [{ ...wish, ...change }], close: [], headCheck: undefined },
    { ...settled, ...actual },
  ).map(brief);
}

const nothing: Partial<Actual> = { pulls: [], branches: new Map(), checks: new Map() };
const closed: KnownPull = { ...open, state: "closed" };
const at = (head: string) => new Map([[branch, head]]);
const newPlan: Partial<DesiredPull> = { record: { kind: "wave", marker: { ...record, planHash: "other" } } };
const newBase: Partial<DesiredPull> = { record: { kind: "wave", marker: { ...record, base: before } } };
const empty: Partial<DesiredPull> = { changes: { files: [] } };
const bare = { ...open, wave: undefined };

const table: readonly (readonly [string, Partial<DesiredPull>, Partial<Actual>, readonly string[]])[] = [
  ["an unchanged world: nothing", {}, {}, []],
  ["nothing there: a new pull request", {}, nothing, ["publish new over nothing"]],
  ["nothing there and not wanted: nothing", { mayOpen: false }, nothing, []],
  ["nothing there and nothing to change: nothing", empty, nothing, []],
  [
    "a branch without a pull request, ours: taken up",
    {},
    { ...nothing, branches: at(ours), ownHeads: new Set([ours]) },
    ["publish new over 1"],
  ],
  ["a branch without a pull request, not ours: left alone", {}, { ...nothing, branches: at(theirs) }, []],
  ["closed, asked again, branch still ours", {}, { pulls: [closed] }, ["publish new over 1"]],
  [
    "closed, asked again, branch deleted",
    {},
    { pulls: [closed], branches: new Map() },
    ["publish new over nothing"],
  ],
  ["closed, asked again, branch pushed to", {}, { pulls: [closed], branches: at(theirs) }, []],
  ["closed and not asked", { mayOpen: false }, { pulls: [closed] }, []],
  ["open, other plan: rebuilt", newPlan, {}, ["publish 5 over 1"]],
  ["open, only the base moved: nothing", newBase, {}, []],
  ["open, base moved, rebuild asked: rebuilt", { ...newBase, overwrite: ours }, {}, ["publish 5 over 1"]],
  ["open, same base, rebuild asked: nothing to do", { overwrite: ours }, {}, []],
  ["open, pushed to: said", {}, { branches: at(theirs) }, ["say-edited"]],
  ["open, pushed to, other plan: said, not rebuilt", newPlan, { branches: at(theirs) }, ["say-edited"]],
  [
    "open, pushed to, said before: nothing",
    {},
    { branches: at(theirs), pulls: [{ ...open, labels: ["tidegate/edited"] }] },
    [],
  ],
  [
    "open, pushed to, rebuild asked for that head: rebuilt",
    { overwrite: theirs },
    { branches: at(theirs) },
    ["publish 5 over 2"],
  ],
  [
    "open, pushed to after rebuild was asked: said",
    { overwrite: before },
    { branches: at(theirs) },
    ["say-edited"],
  ],
  ["onboarding pushed to: not even said", { saysEdited: false }, { branches: at(theirs) }, []],
  [
    "interrupted between record and branch: done again",
    {},
    { branches: at(before), pulls: [{ ...open, wave: { ...record, head: ours, previous: before } }] },
    ["publish 5 over 3"],
  ],
  [
    "record destroyed, head ours by its commit: rebuilt",
    {},
    { pulls: [bare], ownHeads: new Set([ours]) },
    ["publish 5 over 1"],
  ],
  ["record destroyed, head not known: left alone", {}, { pulls: [bare] }, ["say-edited"]],
  ["check missing: made", {}, { checks: new Map() }, ["check tidegate / translation"]],
  [
    "check of another plan: made",
    {},
    { checks: new Map([[ours, [{ name: check.name, externalId: "old", completed: true }]]]) },
    ["check tidegate / translation"],
  ],
  [
    "check never completed: made",
    {},
    { checks: new Map([[ours, [{ name: check.name, externalId: "hash", completed: false }]]]) },
    ["check tidegate / translation"],
  ],
  ["label missing: added", {}, { pulls: [{ ...open, labels: ["their own"] }] }, ["add-labels"]],
  [
    "no longer edited: label taken off",
    {},
    { pulls: [{ ...open, labels: ["tidegate/wave", "tidegate/edited"] }] },
    ["remove-label"],
  ],
  ["nothing left to change: closed", empty, {}, ["close"]],
  ["nothing left to change but pushed to: left alone", empty, { branches: at(theirs) }, ["say-edited"]],
];

test("each state of a pull request leads to exactly these actions", () => {
  expect(table.length).toBeGreaterThan(25);
  for (const [name, change, actual, expected] of table)
    expect(decided(change, actual), name).toEqual(expected);
});

test("a failing check on the default branch is made once", () => {
  const headCheck = { sha: base, check: { ...check, name: "tidegate / config" } };
  const known = new Map([[base, [{ name: "tidegate / config", externalId: "hash", completed: true }]]]);

  expect(decide({ pulls: [], close: [], headCheck }, settled).map(brief)).toEqual([
    "check tidegate / config",
  ]);
  expect(decide({ pulls: [], close: [], headCheck }, { ...settled, checks: known })).toEqual([]);
});

test("the dashboard is opened, edited when its text differs, and not otherwise", () => {
  const issue = {
    number: 1,
    isPull: false,
    title: "",
    body: "text\r\n",
    open: true,
    createdAt: "",
    labels: [],
  };

  expect(decideDashboard("text", { dashboards: [] }).map(brief)).toEqual(["open-dashboard"]);
  expect(decideDashboard("text\n", { dashboards: [issue] })).toEqual([]);
  expect(decideDashboard("other", { dashboards: [issue] }).map(brief)).toEqual(["edit-dashboard"]);
  expect(decideDashboard("text", { dashboards: [{ ...issue, open: false }] })).toEqual([]);
  expect(decideDashboard("text", { dashboards: [issue, { ...issue, number: 2 }] }).map(brief)).toEqual([
    "close-issue",
  ]);
});
