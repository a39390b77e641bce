// Adds one entry to the resources of many kustomizations, with our edit engine and with a YAML library that parses and
// prints. Counts the files in which more than the one line changed.
import { parseDocument, YAMLSeq } from "yaml";
import { kustomizations } from "../generate.mjs";
import { median } from "../measure.mjs";
import { built } from "../places.mjs";

const [count = 1000, runs = 5] = process.argv.slice(2).map(Number);
const { readYamlFile } = await built("yaml/read.js");
const { insertListEntry } = await built("yaml/insert-entry.js");
const { applyEdits } = await built("yaml/splice.js");
const texts = kustomizations(count);

/** @param {string} text */
function ours(text) {
  const file = readYamlFile("kustomization.yaml", text).value;
  const request = {
    document: 0,
    list: ["resources"],
    entry: "route.yaml",
    after: undefined,
    because: "a route",
  };
  const edits = insertListEntry(file, request).value;
  if (edits === undefined) throw new Error("an edit was refused");
  return applyEdits(text, edits);
}

/** @param {string} text */
function printed(text) {
  const document = parseDocument(text);
  const list = document.get("resources");
  if (!(list instanceof YAMLSeq)) throw new Error("no list");
  list.add("route.yaml");
  return document.toString();
}

/** @param {(text: string) => string} edit */
function run(edit) {
  const times = [];
  let touched = 0;
  for (let round = 0; round < runs; round += 1) {
    const began = performance.now();
    const results = texts.map(edit);
    times.push(performance.now() - began);
    touched = results.filter((result, index) => !isOneLineMore(texts[index] ?? "", result)).length;
  }
  return { milliseconds: median(times), touched };
}

/**
 * @param {string} before
 * @param {string} after
 */
function isOneLineMore(before, after) {
  const [old, next] = [before.split("\n"), after.split("\n")];
  const at = next.findIndex((line, index) => line !== old[index]);
  return at >= 0 && next.toSpliced(at, 1).join("\n") === before && next[at]?.includes("route.yaml") === true;
}

process.stdout.write(JSON.stringify({ count, ours: run(ours), printed: run(printed) }));
