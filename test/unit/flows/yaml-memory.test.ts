/** Files parsed before are not parsed again, within a bound. */
import { expect, it } from "vitest";
import { rememberYaml } from "../../../src/flows/yaml-memory.ts";
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";

function counting(most?: number) {
  const parsed: string[] = [];
  const read = rememberYaml((path, text) => {
    parsed.push(`${path}: ${text}`);
    return readYamlFile(path, text);
  }, most);
  return { read: (name: string, text: string) => read(pathOf(name), text), parsed };
}

function pathOf(name: string): RepoPath {
  const path = toRepoPath(name);
  if (path === undefined) throw new Error(`no path: ${name}`);
  return path;
}

it("gives the same file for the same path and text", () => {
  const { read, parsed } = counting();

  const first = read("a.yaml", "a: 1\n");

  expect(read("a.yaml", "a: 1\n")).toBe(first);
  expect(parsed).toEqual(["a.yaml: a: 1\n"]);
});

it("keeps a file as it is beside what a change makes of it", () => {
  const { read, parsed } = counting();

  for (const text of ["a: 1\n", "a: 2\n", "a: 1\n", "a: 2\n"]) read("a.yaml", text);

  expect(parsed).toEqual(["a.yaml: a: 1\n", "a.yaml: a: 2\n"]);
});

it("does not mix up two paths of the same text, because places name the path", () => {
  const { read } = counting();
  read("a.yaml", "a: 1\n");

  expect(read("b.yaml", "a: 1\n").value.path).toBe("b.yaml");
});

it("forgets what was used longest ago when there is too much", () => {
  const { read, parsed } = counting(12);
  read("a.yaml", "a: 1\n");
  read("b.yaml", "b: 1\n");
  read("a.yaml", "a: 1\n");
  read("c.yaml", "c: 1\n");

  read("a.yaml", "a: 1\n");
  read("b.yaml", "b: 1\n");

  expect(parsed.map((one) => one.slice(0, 6))).toEqual(["a.yaml", "b.yaml", "c.yaml", "b.yaml"]);
});
