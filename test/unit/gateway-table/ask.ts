/** One question to a route table, its answer in a few words. */
import { answerGateway } from "../../../src/gateway/table/answer.ts";
import { buildGatewayTable } from "../../../src/gateway/table/table.ts";
import type { TargetName } from "../../../src/model/config.ts";
import type { KubeObject, Service } from "../../../src/model/kube.ts";
import type { RequestSample } from "../../../src/model/proof.ts";

export interface Question {
  readonly target: TargetName;
  /** "a.test/path", with https:// in front where it matters. */
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly services?: readonly Service[];
}

export function answerTo(objects: readonly KubeObject[], question: Question) {
  const [, scheme, host = "", path = "/"] = /^(?:(https?):\/\/)?([^/]*)(\/.*)$/.exec(question.url) ?? [];
  const request: RequestSample = {
    scheme: scheme === "https" ? "https" : "http",
    host,
    method: question.method ?? "GET",
    path,
    headers: question.headers ?? {},
  };
  const table = buildGatewayTable(objects, {
    target: question.target,
    sections: { http: "http", https: "https" },
    services: question.services ?? [],
  });
  return answerGateway(table, request);
}

export function said(objects: readonly KubeObject[], question: Question): string {
  const { outcome, doubt } = answerTo(objects, question);
  const mark = doubt === undefined ? "" : "? ";
  switch (outcome.kind) {
    case "backend":
      return `${mark}${outcome.backend.replace(/^shop\/|:\d+$/g, "")} ${outcome.path}`;
    case "redirect":
      return `${mark}${outcome.status} ${outcome.location}`;
    case "status":
      return `${mark}${outcome.status}`;
    case "denied":
      return `${mark}denied ${outcome.by}`;
  }
}
