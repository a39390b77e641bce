/**
 * The book of renders of one run. The pure core asks it and gets an answer or undefined; what it did not know is noted as wanted until
 * somebody files it. Requests are told apart by what they hold, so that equal requests of several rounds and waves are one.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { compareText } from "../model/brands.ts";
import type {
  ChartFiles,
  ChartPull,
  ChartPullResult,
  HelmRender,
  HelmTemplate,
  RenderBook,
} from "../model/render.ts";

/** What was asked for and is not known, in the order first asked. */
export interface Wanted {
  readonly templates: readonly HelmTemplate[];
  readonly pulls: readonly ChartPull[];
}

export interface FilledBook extends RenderBook {
  wanted(): Wanted;
  fileTemplate(request: HelmTemplate, render: HelmRender): void;
  filePull(request: ChartPull, result: ChartPullResult): void;
}

export function createBook(): FilledBook {
  const keys = createKeys();
  const templates = createShelf<HelmTemplate, HelmRender>(keys.template);
  const pulls = createShelf<ChartPull, ChartPullResult>((request) => JSON.stringify(request));
  return {
    template: templates.find,
    pull: pulls.find,
    wanted: () => ({ templates: templates.wanted(), pulls: pulls.wanted() }),
    fileTemplate: templates.file,
    filePull: pulls.file,
  };
}

function createShelf<Request, Answer>(keyOf: (request: Request) => string) {
  const known = new Map<string, Answer>();
  const wanted = new Map<string, Request>();
  return {
    find: (request: Request): Answer | undefined => {
      const key = keyOf(request);
      const answer = known.get(key);
      if (answer === undefined && !wanted.has(key)) wanted.set(key, request);
      return answer;
    },
    wanted: (): readonly Request[] => [...wanted.values()],
    file: (request: Request, answer: Answer): void => {
      const key = keyOf(request);
      known.set(key, answer);
      wanted.delete(key);
    },
  };
}

/** Bytes and whole charts are hashed once each: the same file is part of a request in every round and of every release of its chart. */
function createKeys(): { template(request: HelmTemplate): string } {
  const ofBytes = new WeakMap<Uint8Array, string>();
  const ofChart = new WeakMap<ChartFiles, string>();
  const hashBytes = (bytes: Uint8Array): string => {
    const known = ofBytes.get(bytes);
    if (known !== undefined) return known;
    const hash = bytesToHex(sha256(bytes));
    ofBytes.set(bytes, hash);
    return hash;
  };
  const hashChart = (chart: ChartFiles): string => {
    const known = ofChart.get(chart);
    if (known !== undefined) return known;
    const files = [...chart].sort(([a], [b]) => compareText(a, b));
    const hash = hashText(files.map(([path, bytes]) => [path, hashBytes(bytes)]));
    ofChart.set(chart, hash);
    return hash;
  };
  return {
    template: ({ chart, values, release, namespace, apiVersions, kubeVersion, includeCrds }) =>
      hashText([
        hashChart(chart),
        values,
        release,
        namespace,
        [...apiVersions].sort(compareText),
        kubeVersion ?? null,
        includeCrds,
      ]),
  };
}

function hashText(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(value))));
}
